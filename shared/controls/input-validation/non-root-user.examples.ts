// Examples of non-root-user: its tests and its documentation.
// SPDX-License-Identifier: Apache-2.0

import type { ImageConfig } from '../../model/platform.ts';
import { type Examples, fact } from '../examples/example.ts';
import { contents, imageConfig, pushed } from '../examples/images.ts';
import { deployment, ec2TaskDefinition, pod, taskDefinition, webImage } from '../examples/workloads.ts';

const config = (user: string | null): ImageConfig => ({
  user: { value: user, path: 'config.User' },
  entryPoint: { value: [], path: 'config.Entrypoint' },
  command: { value: [], path: 'config.Cmd' },
  exposedPorts: { value: [], path: 'config.ExposedPorts' },
  environment: { value: [], path: 'config.Env' },
  labels: {},
  os: 'linux',
  createdAt: null,
});

/** Images are looked into, for the number of a user by name. */
const looking = {
  version: 1,
  controls: { 'input-validation/non-root-user': { parameters: { megabytes: 300 } } },
};
const named = imageConfig({ user: { value: 'app:app', path: 'config.User' } });
const users = [
  { name: 'root', uid: 0 },
  { name: 'app', uid: 10001 },
];

const asked = { fact: 'image-config', account: null, region: null, image: webImage } as const;

export const examples = (): Examples => ({
  fails: [
    {
      says: 'user root',
      given: taskDefinition({ container: { user: 'root' } }),
      at: 'containerDefinitions[0].user',
    },
    {
      says: 'number 0 with a group',
      given: ec2TaskDefinition({ container: { user: '0:10001' } }),
      at: 'containerDefinitions[0].user',
    },
    {
      says: 'nobody says, and the image is root’s',
      given: taskDefinition({ container: { user: undefined } }),
      facts: [fact(asked, config(null))],
      at: 'containerDefinitions[0].user',
    },
    {
      says: 'many zeros',
      given: taskDefinition({ container: { user: '000' } }),
      at: 'containerDefinitions[0].user',
    },
    {
      says: 'the administrator of a Windows container, with blanks',
      given: taskDefinition({ container: { user: ' ContainerAdministrator ' } }),
      at: 'containerDefinitions[0].user',
    },
    {
      says: 'an empty user, and the image is root’s by name',
      given: taskDefinition({ container: { user: '' } }),
      facts: [fact(asked, config('root'))],
      at: 'containerDefinitions[0].user',
    },
    {
      says: 'an image with an empty user',
      given: taskDefinition({ container: { user: undefined } }),
      facts: [fact(asked, config(''))],
      at: 'containerDefinitions[0].user',
    },
    {
      says: 'runAsNonRoot false and no other user',
      given: pod({ spec: { securityContext: { runAsNonRoot: false, runAsUser: undefined } } }),
      at: 'spec.securityContext.runAsNonRoot',
    },
    {
      says: 'runAsUser 0 of the pod',
      given: deployment({ spec: { securityContext: { runAsUser: 0, runAsNonRoot: undefined } } }),
      at: 'spec.template.spec.securityContext.runAsUser',
    },
    {
      says: 'nothing demands another user, under restricted',
      given: pod({ spec: { securityContext: { runAsNonRoot: undefined } } }),
      policy: { version: 1, profile: 'restricted' },
      at: 'spec.containers[0].securityContext.runAsNonRoot',
    },
    {
      says: 'the pod allows root and its container does not, under restricted',
      given: pod({
        spec: { securityContext: { runAsNonRoot: false } },
        container: { securityContext: { runAsNonRoot: true } },
      }),
      policy: { version: 1, profile: 'restricted' },
      at: 'spec.securityContext.runAsNonRoot',
    },
    {
      says: 'the pod names root and its container another user, under restricted',
      given: pod({
        spec: { securityContext: { runAsUser: 0 } },
        container: { securityContext: { runAsUser: 10001 } },
      }),
      policy: { version: 1, profile: 'restricted' },
      at: 'spec.securityContext.runAsUser',
    },
    {
      says: 'root by a number with a sign',
      given: taskDefinition({ container: { user: '+0' } }),
      at: 'containerDefinitions[0].user',
    },
    {
      says: 'a pushed image that names nobody',
      given: pushed(),
      facts: [imageConfig({ user: { value: null, path: 'config.User' } })],
      at: 'config.User',
    },
    {
      says: 'a pushed image that names root by another name',
      given: pushed(),
      policy: looking,
      facts: [named, contents(300, { users: [{ name: 'app', uid: 0 }] })],
      at: 'config.User',
    },
  ],
  passes: [
    { says: 'a pushed image whose user has a number', given: pushed(), facts: [imageConfig()] },
    { says: 'a pushed image that names a user, and is not looked into', given: pushed(), facts: [named] },
    {
      says: 'a pushed image whose user is another than root in its /etc/passwd',
      given: pushed(),
      policy: looking,
      facts: [named, contents(300, { users })],
    },
    { says: 'a number and a group', given: taskDefinition() },
    { says: 'group 0', given: taskDefinition({ container: { user: '10001:0' } }) },
    {
      says: 'the image names a user',
      given: taskDefinition({ container: { user: undefined } }),
      facts: [fact(asked, config('node'))],
    },
    {
      says: 'a Windows image that names nobody',
      given: taskDefinition({ container: { user: undefined } }),
      facts: [fact(asked, { ...config(null), os: 'windows' })],
    },
    { says: 'a number that begins with zero', given: taskDefinition({ container: { user: '0100' } }) },
    { says: 'a number that ends in zero', given: taskDefinition({ container: { user: '100' } }) },
    {
      says: 'runAsNonRoot without a user: the kubelet refuses root',
      given: pod({ spec: { securityContext: { runAsNonRoot: true, runAsUser: undefined } } }),
    },
    {
      says: 'a task definition under restricted, which has no runAsNonRoot',
      given: taskDefinition(),
      policy: { version: 1, profile: 'restricted' },
    },
    {
      says: 'root for the pod and another user for its one container',
      given: pod({
        spec: { securityContext: { runAsUser: 0 } },
        container: { securityContext: { runAsUser: 10001 } },
      }),
    },
    {
      says: 'a user namespace of its own',
      given: pod({ spec: { hostUsers: false, securityContext: { runAsUser: 0, runAsNonRoot: false } } }),
    },
  ],
  unknown: [
    { says: 'a pushed image whose configuration nobody read', given: pushed() },
    {
      says: 'a user whom /etc/passwd does not know: no container can start',
      given: pushed(),
      policy: looking,
      facts: [named, contents(300, { users: [{ name: 'root', uid: 0 }] })],
    },
    {
      says: 'an image without /etc/passwd',
      given: pushed(),
      policy: looking,
      facts: [named, contents(300, { users: null })],
    },
    {
      says: '/etc/passwd is a link',
      given: pushed(),
      policy: looking,
      facts: [named, contents(300)],
    },
    { says: 'the layers are more than are looked into', given: pushed(), policy: looking, facts: [named] },
    {
      says: 'nobody says, and the image is not known',
      given: taskDefinition({ container: { user: undefined } }),
    },
  ],
});
