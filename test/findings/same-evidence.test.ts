// Which evidence is the same fault, seen through a call or the API, and which is another.
import { describe, expect, it } from 'vitest';
import { isSameEvidence } from '../../shared/findings/same-evidence.ts';

const seen = (path: string, found = 'optional') => [
  { path, found, wanted: 'required', message: 'it answers without a token' },
];

describe('evidence', () => {
  it.each([
    ['metadataOptions.httpTokens', 'Reservations[0].Instances[3].MetadataOptions.HttpTokens'],
    [
      'requestParameters.ModifyInstanceMetadataOptionsRequest.HttpTokens',
      'Reservations[0].Instances[0].MetadataOptions.HttpTokens',
    ],
    ['requestParameters.policyText.Statement[0].Principal', 'policyText.Statement[0].Principal'],
    [
      'requestParameters.policyDocument.Statement[0].Action',
      'RolePolicyList[1].PolicyDocument.Statement[0].Action',
    ],
    ['containerDefinitions[0].privileged', 'containerDefinitions[0].privileged'],
  ])('at %s is that at %s', (one, other) => {
    expect(isSameEvidence(seen(one), seen(other))).toBe(true);
    expect(isSameEvidence(seen(other), seen(one))).toBe(true);
  });

  it.each([
    ['containerDefinitions[0].privileged', 'containerDefinitions[1].privileged'],
    ['policyText.Statement[0].Principal', 'policyText.Statement[1].Principal'],
    ['MetadataOptions.HttpTokens', 'MetadataOptions.HttpEndpoint'],
    ['spec.hostNetwork', 'spec.hostPID'],
    ['user', 'superuser'],
  ])('at %s is not that at %s', (one, other) => {
    expect(isSameEvidence(seen(one), seen(other))).toBe(false);
  });

  it('that says something else, or more, is another', () => {
    expect(isSameEvidence(seen('a'), seen('a', 'none'))).toBe(false);
    expect(isSameEvidence(seen('a'), [...seen('a'), ...seen('b')])).toBe(false);
    expect(isSameEvidence([], [])).toBe(true);
  });
});
