// Each client sends what its table names: an operation leads to the command of that name, and to no other.
import { type Clients, testClients } from '../../support/clients.ts';

const clients: Clients = {
  ecr: () => import('../../../shared/inventory/clients/ecr.ts'),
  ecs: () => import('../../../shared/inventory/clients/ecs.ts'),
  iam: () => import('../../../shared/inventory/clients/iam.ts'),
};

testClients('shared/inventory/clients', clients, (name) => name === 'index');
