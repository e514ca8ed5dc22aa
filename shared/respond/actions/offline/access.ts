// revert-access, restore-trust, deactivate-key: take back what a change of IAM gave.
import { nameOf } from '../../../model/arn.ts';
import type { Finding } from '../../../model/finding.ts';
import { call, foundStrings, type Plan } from './plan.ts';

/** The state to go back to is the kept baseline; a managed policy named in the evidence is detached. */
export function revertAccess(finding: Finding): Plan {
  const principal = finding.subject.id;
  const attached = foundStrings(finding).filter((found) => found.includes(':policy/'));
  const [kind, parameter] = kindOf(principal);
  const name = nameOf(principal);
  if (attached.length > 0) {
    const calls = attached.map((arn) =>
      call('iam', `Detach${kind}Policy`, { [parameter]: name, PolicyArn: arn }),
    );
    return { words: 'detach the policy', calls };
  }
  const parameters = { [parameter]: name, PolicyName: null, PolicyDocument: null };
  return {
    words: 'restore the former policy, or take the offending statement out',
    calls: [call('iam', `Put${kind}Policy`, parameters)],
  };
}

function kindOf(principal: string): readonly [string, string] {
  if (principal.includes(':user/')) return ['User', 'UserName'];
  return principal.includes(':group/') ? ['Group', 'GroupName'] : ['Role', 'RoleName'];
}

export function restoreTrust(finding: Finding): Plan {
  const parameters = { RoleName: nameOf(finding.subject.id), PolicyDocument: null };
  return {
    words: 'restore the former trust policy',
    calls: [call('iam', 'UpdateAssumeRolePolicy', parameters)],
  };
}

export function deactivateKey(finding: Finding): Plan {
  const [user] = foundStrings(finding);
  const parameters = { UserName: user ?? null, AccessKeyId: null, Status: 'Inactive' };
  return { words: 'deactivate the new credential', calls: [call('iam', 'UpdateAccessKey', parameters)] };
}
