// CloudFormation's names as the ECS API spells them; the user's own words stay.
import { expect, it } from 'vitest';
import { camelCased } from '../../../shared/intake/documents/camel.ts';
import { unsettledMark } from '../../../shared/intake/workload/cursor.ts';

it('names change all the way down, and so do those that follow no rule', () => {
  const given = {
    ContainerDefinitions: [{ Name: 'web', PortMappings: [{ ContainerPort: 80 }] }],
    Volumes: [{ EFSVolumeConfiguration: { AuthorizationConfig: { IAM: 'ENABLED' } } }],
  };
  expect(camelCased(given)).toEqual({
    containerDefinitions: [{ name: 'web', portMappings: [{ containerPort: 80 }] }],
    volumes: [{ efsVolumeConfiguration: { authorizationConfig: { iam: 'ENABLED' } } }],
  });
});

it('keys of labels and of options are words of the user', () => {
  const given = { DockerLabels: { Team: 'shop' }, LogConfiguration: { Options: { 'Awslogs-Group': 'x' } } };
  expect(camelCased(given)).toEqual({
    dockerLabels: { Team: 'shop' },
    logConfiguration: { options: { 'Awslogs-Group': 'x' } },
  });
});

it('what nobody knows stays marked', () => {
  const mark = unsettledMark('a parameter');
  expect(camelCased({ User: mark })).toEqual({ user: mark });
});
