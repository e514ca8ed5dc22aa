// Each client sends what its table names: an operation leads to the command of that name, and to no other.
import { type Clients, testClients } from '../../support/clients.ts';

const clients: Clients = {
  cloudtrail: () => import('../../../shared/respond/clients/cloudtrail.ts'),
  ec2: () => import('../../../shared/respond/clients/ec2.ts'),
  ecr: () => import('../../../shared/respond/clients/ecr.ts'),
  ecs: () => import('../../../shared/respond/clients/ecs.ts'),
  eks: () => import('../../../shared/respond/clients/eks.ts'),
  eventbridge: () => import('../../../shared/respond/clients/eventbridge.ts'),
  iam: () => import('../../../shared/respond/clients/iam.ts'),
  logs: () => import('../../../shared/respond/clients/logs.ts'),
  scaling: () => import('../../../shared/respond/clients/scaling.ts'),
  ssm: () => import('../../../shared/respond/clients/ssm.ts'),
};

testClients('shared/respond/clients', clients, (name) => name.startsWith('service'));
