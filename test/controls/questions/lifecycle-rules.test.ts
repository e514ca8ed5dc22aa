// Which lifecycle rules may take away what runs.
import { describe, expect, it } from 'vitest';
import { riskyRules } from '../../../shared/controls/questions/lifecycle-rules.ts';
import type { JsonObject } from '../../../shared/model/json.ts';

describe('lifecycle rules', () => {
  const tracks = ['1.0.0', 'prod'];
  const days = { countUnit: 'days', countNumber: 30 };
  const pushed = { countType: 'sinceImagePushed', ...days };
  const risks = (selection: JsonObject, action: JsonObject = { type: 'expire' }) =>
    riskyRules({ rules: [{ rulePriority: 1, selection, action }] }, { tracks, newest: 3 })?.map(
      ({ says }) => says,
    );

  it.each<[string, JsonObject, string | null]>([
    ['any by age', { tagStatus: 'any', ...pushed }, 'expires every image 30 days after its push'],
    [
      'any by pull',
      { tagStatus: 'any', countType: 'sinceImagePulled', ...days },
      'expires every image 30 days after its last pull',
    ],
    [
      'any by a small count',
      { tagStatus: 'any', countType: 'imageCountMoreThan', countNumber: 2 },
      'expires every image but the newest 2',
    ],
    ['any by a count', { tagStatus: 'any', countType: 'imageCountMoreThan', countNumber: 3 }, null],
    ['untagged', { tagStatus: 'untagged', ...pushed }, null],
    [
      'releases',
      { tagStatus: 'tagged', tagPrefixList: ['prod'], ...pushed },
      'expires every image tagged prod 30 days after its push',
    ],
    [
      'releases by pattern',
      { tagStatus: 'tagged', tagPatternList: ['*.*.*'], ...pushed },
      'expires every image tagged *.*.* 30 days after its push',
    ],
    [
      'images with all of several tags',
      { tagStatus: 'tagged', tagPatternList: ['prod*', 'dev*'], ...pushed },
      null,
    ],
    ['development', { tagStatus: 'tagged', tagPrefixList: ['dev-'], ...pushed }, null],
    [
      'the archive',
      { tagStatus: 'any', storageClass: 'archive', countType: 'sinceImageTransitioned', ...days },
      null,
    ],
    ['tagged without a list', { tagStatus: 'tagged', ...pushed }, null],
    [
      'releases by two tags that an image may bear at once',
      { tagStatus: 'tagged', tagPatternList: ['prod*', '1.*'], ...pushed },
      'expires every image tagged prod*, 1.* 30 days after its push',
    ],
  ])('%s', (_, selection, says) => {
    expect(risks(selection)).toEqual(says === null ? [] : [says]);
  });

  it.each<[string, JsonObject]>([
    ['no number', { tagStatus: 'any', countType: 'sinceImagePushed' }],
    ['a way of counting that is not known', { tagStatus: 'any', ...pushed, countType: 'sinceImageLoved' }],
    ['a state of tags that is not known', { ...pushed, tagStatus: 'some' }],
    ['nothing', {}],
  ])('with %s are not read, and hide no risky one beside them', (_, selection) => {
    expect(risks(selection)).toBeUndefined();
    const rules = [{ selection }, { selection: { tagStatus: 'any', ...pushed } }];
    expect(riskyRules({ rules }, { tracks, newest: 3 })).toMatchObject([{ path: 'rules[1].selection' }]);
  });

  it('that move images to the archive are told as that', () => {
    const action = { type: 'transition', targetStorageClass: 'archive' };
    expect(risks({ tagStatus: 'any', ...pushed }, action)).toEqual([
      'archives every image 30 days after its push',
    ]);
  });

  it.each([
    ['no JSON', 'x'],
    ['no object', '[]'],
    ['no rules', '{}'],
    ['rules that are none', '{"rules":1}'],
  ])('are not read out of %s', (_, text) => {
    expect(riskyRules(text, { tracks, newest: 3 })).toBeNull();
  });

  it('that are none are not taken for rules that take nothing away', () => {
    expect(riskyRules({ rules: [7, null, { selection: [] }] }, { tracks, newest: 3 })).toBeNull();
  });
});
