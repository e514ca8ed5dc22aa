// IAM calls: what each write gives to a user, role, group or policy. Shapes: IAM API Reference, in camel case.
// SPDX-License-Identifier: Apache-2.0
import { iamArn, nameOf, pathless, shortName } from '../../../../model/arn.ts';
import { at } from '../../../../model/at.ts';
import { booleanOf, dig, type JsonObject, objectOf, stringOf } from '../../../../model/json.ts';
import type { Pending } from '../../../../model/observation.ts';
import type { Credential, Principal } from '../../../../model/principal.ts';
import { type Change, type ChangeReader, goneBy, lookAgain, nothing } from '../change.ts';
import { allBut, defineCalls } from '../define-calls.ts';
import { type IamType, leftOut, type Named, namedIn, nameless, principalOf } from '../principal.ts';
import type { CloudTrailRecord } from '../record.ts';
import { anyOf } from '../request-arn.ts';

type Told = Partial<Principal>;

/** A reader for calls on one type of principal; `tell` says what the call added. */
function on(type: IamType, tell: (record: CloudTrailRecord) => Told): ChangeReader {
  return (record) => {
    const named = namedIn(record, type);
    if (named === null) return { subjects: [nameless(record, type, tell(record))] };
    return { subjects: [principalOf(record, named, tell(record))] };
  };
}

/** Where the call needs parameters to be read at all. */
function needing(type: IamType, tell: (record: CloudTrailRecord) => Told): ChangeReader {
  const read = on(type, tell);
  return (record) => (record.omitted ? { subjects: [leftOut(record, type, tell(record))] } : read(record));
}

function request(record: CloudTrailRecord, key: string): string | null {
  return stringOf(record.parameters?.[key]);
}

function inline(record: CloudTrailRecord): Told {
  const name = request(record, 'policyName') ?? '';
  const path = 'requestParameters.policyDocument';
  // In requests the text is plain JSON; only answers carry it URL-encoded.
  return { policies: [{ name, arn: null, path, document: request(record, 'policyDocument') }] };
}

function attached(record: CloudTrailRecord): Told {
  const arn = request(record, 'policyArn');
  const name = shortName(arn) ?? '';
  return { policies: [{ name, arn, path: 'requestParameters.policyArn', document: null }] };
}

function ownText(record: CloudTrailRecord): Told {
  const arn = request(record, 'policyArn') ?? stringOf(dig(record.response, 'policy', 'arn'));
  const name = request(record, 'policyName') ?? shortName(arn) ?? '';
  const document = request(record, 'policyDocument');
  return { policies: [{ name, arn, path: 'requestParameters.policyDocument', document }] };
}

function bounded(record: CloudTrailRecord): Told {
  const arn = request(record, 'permissionsBoundary');
  const path = 'requestParameters.permissionsBoundary';
  if (arn === null) return { boundary: at(null, path) };
  return { boundary: at({ name: nameOf(arn), arn, path, document: null }, path) };
}

function trusting(key: string): (record: CloudTrailRecord) => Told {
  return (record) => ({ trust: at(request(record, key), `requestParameters.${key}`) });
}

function created(record: CloudTrailRecord): Told {
  return { ...bounded(record), path: request(record, 'path') ?? '/' };
}

/** A credential with its id where the answer, or the request, tells one. The answer's secrets are never read. */
function credential(
  type: Credential['type'],
  within: string,
  idKey: string,
): (record: CloudTrailRecord) => Told {
  return (record) => {
    const answered = objectOf(record.response?.[within]);
    const id = stringOf(answered[idKey]) ?? request(record, idKey);
    const status = stringOf(answered.status) ?? request(record, 'status') ?? 'Active';
    const path = answered[idKey] === undefined ? 'requestParameters' : `responseElements.${within}.${idKey}`;
    return { credentials: [{ type, id, status, path }] };
  };
}

/** A new version counts once it is the default; until then it gives nobody anything. */
function newVersion(record: CloudTrailRecord): Change {
  const isDefault =
    booleanOf(record.parameters?.setAsDefault) ??
    booleanOf(dig(record.response, 'policyVersion', 'isDefaultVersion'));
  return isDefault === false || (isDefault === null && !record.omitted)
    ? nothing
    : needing('policy', ownText)(record);
}

/** Something was taken away or moved: whether the rest is in order only a look at the whole can tell. */
function reduced(type: IamType): ChangeReader {
  return (record) => {
    const named = namedIn(record, type);
    if (named?.arn == null) return nothing;
    return { pending: [again(record, named)] };
  };
}

function again(record: CloudTrailRecord, named: Named): Pending {
  const arn = named.arn ?? named.name;
  const { account, region } = record;
  return lookAgain({ fact: 'principal', account, region, arn }, { id: arn, identity: pathless(arn) });
}

function deleted(type: IamType): ChangeReader {
  return (record) => {
    const named = namedIn(record, type);
    // IAM is one for all Regions, and so are its findings, whichever Region the record names.
    return named === null || record.parameters === null
      ? nothing
      : goneBy({ account: record.account, region: null }, pathless(named.arn ?? named.name), () =>
          again(record, named),
        );
  };
}

const key = credential('access-key', 'accessKey', 'accessKeyId');
const login = credential('login-profile', 'loginProfile', 'userName');
const withoutId = (record: CloudTrailRecord): Told => ({
  credentials: (login(record).credentials ?? []).map((item) => ({ ...item, id: null })),
});

export const iamCalls = defineCalls({
  service: 'iam',
  watched: allBut(
    'GenerateCredentialReport',
    'GenerateServiceLastAccessedDetails',
    'GenerateOrganizationsAccessReport',
  ),
  targetOf,
  changes: {
    PutUserPolicy: needing('user', inline),
    PutRolePolicy: needing('role', inline),
    PutGroupPolicy: needing('group', inline),
    AttachUserPolicy: needing('user', attached),
    AttachRolePolicy: needing('role', attached),
    AttachGroupPolicy: needing('group', attached),
    CreatePolicy: needing('policy', ownText),
    CreatePolicyVersion: newVersion,
    SetDefaultPolicyVersion: needing('policy', attached),
    CreateRole: needing('role', (record) => ({
      ...created(record),
      ...trusting('assumeRolePolicyDocument')(record),
    })),
    UpdateAssumeRolePolicy: needing('role', trusting('policyDocument')),
    CreateUser: needing('user', created),
    CreateGroup: needing('group', (record) => ({ path: request(record, 'path') ?? '/' })),
    AddUserToGroup: needing('user', (record) => ({ groups: [request(record, 'groupName') ?? ''] })),
    CreateAccessKey: on('user', key),
    UpdateAccessKey: on('user', key),
    CreateLoginProfile: on('user', withoutId),
    UpdateLoginProfile: on('user', withoutId),
    CreateServiceSpecificCredential: on(
      'user',
      credential('service-specific', 'serviceSpecificCredential', 'serviceSpecificCredentialId'),
    ),
    UploadSSHPublicKey: on('user', credential('ssh-key', 'sSHPublicKey', 'sSHPublicKeyId')),
    UploadSigningCertificate: on('user', credential('signing-certificate', 'certificate', 'certificateId')),
    PutUserPermissionsBoundary: needing('user', bounded),
    PutRolePermissionsBoundary: needing('role', bounded),
    DeleteUserPermissionsBoundary: needing('user', bounded),
    DeleteRolePermissionsBoundary: needing('role', bounded),
    // What the role may do did not change, but who may use it did.
    AddRoleToInstanceProfile: reduced('role'),
    RemoveRoleFromInstanceProfile: reduced('role'),
    DeleteUserPolicy: reduced('user'),
    DeleteRolePolicy: reduced('role'),
    DeleteGroupPolicy: reduced('group'),
    DetachUserPolicy: reduced('user'),
    DetachRolePolicy: reduced('role'),
    DetachGroupPolicy: reduced('group'),
    DeletePolicyVersion: reduced('policy'),
    RemoveUserFromGroup: reduced('user'),
    DeleteAccessKey: reduced('user'),
    DeleteLoginProfile: reduced('user'),
    UpdateUser: reduced('user'),
    UpdateRole: reduced('role'),
    DeleteUser: deleted('user'),
    DeleteRole: deleted('role'),
    DeleteGroup: deleted('group'),
    DeletePolicy: deleted('policy'),
  },
});

function targetOf(record: CloudTrailRecord, request: JsonObject): string | null {
  const type = (['user', 'role', 'group'] as const).find(
    (each) => typeof request[`${each}Name`] === 'string',
  );
  if (type !== undefined) return namedIn(record, type)?.arn ?? null;
  const provider = anyOf(
    request,
    'sAMLProviderArn',
    'SAMLProviderArn',
    'openIDConnectProviderArn',
    'policyArn',
    'serialNumber',
  );
  if (provider !== null) return provider;
  const profile = anyOf(request, 'instanceProfileName');
  if (profile !== null) return iamArn(record, `instance-profile/${profile}`);
  const policy = anyOf(request, 'policyName');
  return policy === null ? null : iamArn(record, `policy/${policy}`);
}
