// The role that responses are sent with allows what the actions say they need, no more and no less, at home and in member accounts.
import { describe, expect, it } from 'vitest';
import { dig } from '../../shared/model/json.ts';
import { actions } from '../../shared/respond/actions/index.ts';
import { readYaml, resources } from './deployment.ts';
import { changedRole, respondRoleProblems } from './respond-role.ts';

const home = resources.RespondRole?.Properties;
const member = dig(readYaml('deploy/member-respond.yml'), 'Resources', 'RespondRole', 'Properties');

describe('the role of responses', () => {
  it.each([
    ['at home', home],
    ['in member accounts', member],
  ])('%s allows what the actions need', (_, role) => {
    expect(respondRoleProblems(role, actions)).toEqual([]);
  });

  it.each(
    actions.flatMap(({ name, permissions }) =>
      permissions.filter((one) => !one.startsWith('kubernetes:')).map((one) => [name, one] as const),
    ),
  )('is not exact where %s lacks %s', (name, permission) => {
    const less = changedRole(home, (list) => list.filter((one) => one !== permission));
    expect(respondRoleProblems(less, actions)).toContain(`${name} lacks ${permission}`);
  });

  it('is not exact where it allows what no action needs', () => {
    const more = changedRole(home, (list) =>
      list.includes('ecs:StopTask') ? [...list, 'ecs:DeleteService'] : list,
    );
    expect(respondRoleProblems(more, actions)).toEqual(['no action needs ecs:DeleteService']);
  });

  it('is not exact where an action that needed it is gone', () => {
    const others = actions.filter(({ name }) => name !== 'quarantine-image');
    expect(respondRoleProblems(home, others)).toEqual(['no action needs ecr:UpdateImageStorageClass']);
  });

  it('is not safe where a change of IAM is not denied on Seawall’s own roles', () => {
    const denies = (list: readonly string[]) => list.includes('iam:PassRole') && list.length > 1;
    const open = changedRole(home, (list) =>
      denies(list) ? list.filter((one) => one !== 'iam:UpdateAccessKey') : list,
    );
    expect(respondRoleProblems(open, actions)).toEqual([
      "iam:UpdateAccessKey is not denied on Seawall's own roles",
    ]);
  });
});
