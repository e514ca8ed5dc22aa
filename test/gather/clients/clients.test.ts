// Each client sends what its table names: an operation leads to the command of that name, and to no other.
import { type Clients, testClients } from '../../support/clients.ts';

const clients: Clients = {
  ec2: () => import('../../../shared/gather/clients/ec2.ts'),
  ecr: () => import('../../../shared/gather/clients/ecr.ts'),
  ecs: () => import('../../../shared/gather/clients/ecs.ts'),
  eks: () => import('../../../shared/gather/clients/eks.ts'),
  'elastic-load-balancing-v2': () => import('../../../shared/gather/clients/elastic-load-balancing-v2.ts'),
  guardduty: () => import('../../../shared/gather/clients/guardduty.ts'),
  iam: () => import('../../../shared/gather/clients/iam.ts'),
  inspector2: () => import('../../../shared/gather/clients/inspector2.ts'),
};

testClients('shared/gather/clients', clients, (name) => name.startsWith('service') || name === 'sts');
