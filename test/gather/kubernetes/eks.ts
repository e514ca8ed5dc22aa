// The API of AWS as an EKS cluster stands behind it: one that `clusterServer` serves.
import type { AwsApi } from '../../../shared/gather/api.ts';
import { withKubernetes } from '../../../shared/gather/kubernetes/api.ts';
import { httpsSend } from '../../../shared/gather/kubernetes/http.ts';
import { fakeApi } from '../fake-api.ts';
import { type Cluster, certificate } from './server.ts';

export function eksApi({ endpoint }: Pick<Cluster, 'endpoint'>): AwsApi {
  const data = Buffer.from(certificate).toString('base64');
  const aws = fakeApi({ 'eks.DescribeCluster': { cluster: { endpoint, certificateAuthority: { data } } } });
  return withKubernetes(aws, { send: httpsSend, tokenFor: async () => 'token', now: Date.now });
}
