// What gives access, planned without a platform: policies, trust, boundaries, credentials, sessions, entries of clusters.
import { nameOf } from '../../../model/arn.ts';
import type { Finding } from '../../../model/finding.ts';
import type { JsonObject } from '../../../model/json.ts';
import { mappedIn } from '../revoke-access-entry/kubernetes.ts';
import { call, foundStrings, none, one, type Plan, touched } from './plan.ts';

/** The state to go back to is the kept baseline; a managed policy named in the evidence is detached. */
export function revertAccess(finding: Finding): Plan {
  const attached = foundStrings(finding).filter((found) => found.includes(':policy/'));
  const [kind, parameter] = kindOf(finding.subject.id);
  // Of a workload only its role's reading tells the role.
  const name = finding.subject.kind === 'principal' ? nameOf(finding.subject.id) : null;
  if (attached.length > 0) {
    const calls = attached.map((arn) =>
      call('iam', `Detach${kind}Policy`, { [parameter]: name, PolicyArn: arn }),
    );
    return { words: 'detach the policy', calls };
  }
  const parameters = { [parameter]: name, PolicyName: null, PolicyDocument: null };
  const words = 'restore the former policy, or take the offending statement out';
  return one(words, 'iam', `Put${kind}Policy`, parameters);
}

function kindOf(principal: string): readonly [string, string] {
  if (principal.includes(':user/')) return ['User', 'UserName'];
  return principal.includes(':group/') ? ['Group', 'GroupName'] : ['Role', 'RoleName'];
}

export function restoreTrust(finding: Finding): Plan {
  const parameters = { RoleName: nameOf(finding.subject.id), PolicyDocument: null };
  return one('restore the former trust policy', 'iam', 'UpdateAssumeRolePolicy', parameters);
}

export function applyBoundary(finding: Finding): Plan {
  const wanted = finding.evidence.map((item) => item.wanted).find((item) => typeof item === 'string') ?? null;
  const parameters = { RoleName: nameOf(finding.subject.id), PermissionsBoundary: wanted };
  return one('set the boundary that the policy asks for', 'iam', 'PutRolePermissionsBoundary', parameters);
}

export function deactivateKey(finding: Finding): Plan {
  const { name } = finding.subject;
  const found = foundStrings(finding);
  if (name.endsWith('LoginProfile') || (found.length === 1 && found[0] === 'login-profile'))
    return deleteLoginProfile(finding);
  const specific = name.endsWith('ServiceSpecificCredential') || found.includes('service-specific');
  const [operation, id] = specific
    ? ['UpdateServiceSpecificCredential', 'ServiceSpecificCredentialId']
    : ['UpdateAccessKey', 'AccessKeyId'];
  const parameters = { UserName: userOf(finding), [id]: null, Status: 'Inactive' };
  return one('deactivate the new credential', 'iam', operation, parameters);
}

export function deleteLoginProfile(finding: Finding): Plan {
  return one('delete the console password', 'iam', 'DeleteLoginProfile', { UserName: userOf(finding) });
}

function userOf(finding: Finding): string | null {
  const user = touched(finding);
  return user.includes(':user/') ? nameOf(user) : null;
}

export function revokeSessions({ subject, actor }: Finding): Plan {
  const role = subject.kind === 'principal' ? subject.id : (actor ?? '');
  if (!role.includes(':role/'))
    return none('it was no session of a role: a user’s key is deactivated instead');
  const parameters = { RoleName: nameOf(role), PolicyName: null, PolicyDocument: null };
  return one('deny everything to the session', 'iam', 'PutRolePolicy', parameters);
}

export function revokeAccessEntry(finding: Finding): Plan {
  const { subject, evidence, cluster } = finding;
  if (subject.kind === 'principal') {
    const name = evidence[0]?.message.split(' makes ', 1)[0] ?? null;
    const parameters = { cluster, name, body: null };
    return one(
      'take it out of the binding',
      'kubernetes',
      'patchRbacAuthorizationV1ClusterRoleBinding',
      parameters,
    );
  }
  const clusterName = nameOf(subject.id);
  if (mappedIn(finding).length > 0) {
    const at = { cluster: clusterName, namespace: 'kube-system', name: 'aws-auth' };
    return one('take the mapping out of aws-auth', 'kubernetes', 'patchCoreV1NamespacedConfigMap', {
      ...at,
      body: null,
    });
  }
  return {
    words: 'take the administration of the cluster away',
    calls: evidence.map(({ found, message }) => taken(clusterName, found, message)),
  };
}

/** The evidence shows the access policy, or the group of Kubernetes, and its sentence begins with the principal. */
function taken(clusterName: string, found: unknown, message: string) {
  const entry: JsonObject = { clusterName, principalArn: message.split(' administers ', 1)[0] ?? null };
  return typeof found === 'string' && found.includes(':cluster-access-policy/')
    ? call('eks', 'DisassociateAccessPolicy', { ...entry, policyArn: found })
    : call('eks', 'UpdateAccessEntry', { ...entry, kubernetesGroups: null });
}
