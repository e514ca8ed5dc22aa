// The instance metadata service of container hosts must demand a session token.
// SPDX-License-Identifier: Apache-2.0
import { known } from '../../model/at.ts';
import { defineControl, evidence, fail, noParameters, pass, unknown } from '../../model/control.ts';
import { cloudTrail } from '../examples/events.ts';
import type { Examples } from '../examples/example.ts';

export const imdsv2 = defineControl({
  id: 'host-hardening/imdsv2',
  title: 'Container hosts answer metadata requests with a token only (IMDSv2)',
  severity: 'high',
  stage: 'stable',
  judges: ['host'],
  parameters: noParameters,
  references: { nist: ['4.5.3'], cis: ['CIS AWS Foundations 5.7'], fsbp: ['EC2.8'], attack: ['T1552.005'] },
  why: 'IMDSv1 hands the host’s role credentials to anything that can make a GET request from the host: a container, or a web application tricked into fetching a URL.',
  fix: 'Set HttpTokens to `required` in the launch template and on running instances (`aws ec2 modify-instance-metadata-options`), with a hop limit of 1.',
  allows: ['instances whose metadata endpoint is switched off'],
  response: 'require-imdsv2',
  judge: ({ httpEndpoint, httpTokens }) => {
    if (known(httpTokens) === 'required' || known(httpEndpoint) === 'disabled') return pass;
    if (httpTokens.value === null) return unknown('the metadata options of the instance are not known');
    return fail([
      evidence(
        httpTokens.path,
        httpTokens.value,
        'required',
        'the metadata service answers without a session token (IMDSv1)',
      ),
    ]);
  },
});

const modify = (options: { HttpTokens?: string; HttpEndpoint?: string }) =>
  cloudTrail('ec2', 'ModifyInstanceMetadataOptions', {
    requestParameters: {
      ModifyInstanceMetadataOptionsRequest: { InstanceId: 'i-0123456789abcdef0', ...options },
    },
  });

export const examples = (): Examples => ({
  fails: [
    {
      says: 'somebody makes the token optional',
      given: modify({ HttpTokens: 'optional' }),
      at: 'requestParameters.ModifyInstanceMetadataOptionsRequest.HttpTokens',
    },
    {
      says: 'an instance that accepts both',
      given: {
        Reservations: [
          {
            OwnerId: '111122223333',
            Instances: [
              {
                InstanceId: 'i-0123456789abcdef0',
                MetadataOptions: {
                  HttpTokens: 'optional',
                  HttpEndpoint: 'enabled',
                  HttpPutResponseHopLimit: 1,
                },
              },
            ],
          },
        ],
      },
      at: 'MetadataOptions.HttpTokens',
    },
  ],
  passes: [
    { says: 'the token is required', given: modify({ HttpTokens: 'required' }) },
    { says: 'the endpoint is off', given: modify({ HttpEndpoint: 'disabled' }) },
  ],
  unknown: [
    {
      says: 'a change of the endpoint that tells nothing of the token',
      given: modify({ HttpEndpoint: 'enabled' }),
    },
  ],
});
