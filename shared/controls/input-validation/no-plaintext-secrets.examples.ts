// Examples of no-plaintext-secrets.
import type { ImageConfig } from '../../model/platform.ts';
import { type Examples, fact } from '../examples/example.ts';
import { pushed, webDigest } from '../examples/images.ts';
import { deployment, taskDefinition, webImage } from '../examples/workloads.ts';

const configMap = (data: Record<string, string>) => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name: 'shop', namespace: 'shop' },
  data,
});

const imageConfig = (change: Partial<ImageConfig>) =>
  fact(
    { fact: 'image-config', account: '111122223333', region: 'eu-central-1', image: webImage },
    {
      user: { value: 'node', path: 'config.User' },
      entryPoint: { value: [], path: 'config.Entrypoint' },
      command: { value: [], path: 'config.Cmd' },
      exposedPorts: { value: [], path: 'config.ExposedPorts' },
      environment: { value: [], path: 'config.Env' },
      ...{ labels: {}, os: 'linux', createdAt: null },
      ...change,
    },
  );
const id = 'input-validation/no-plaintext-secrets';
const looking = { version: 1, controls: { [id]: { parameters: { megabytes: 100 } } } };

export const examples = (): Examples => ({
  fails: [
    {
      says: 'an AWS key in the environment of an image',
      given: pushed(),
      facts: [
        imageConfig({
          environment: {
            value: ['PATH=/bin', 'AWS_SECRET_ACCESS_KEY=wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY'],
            path: 'config.Env',
          },
        }),
      ],
      at: 'config.Env[1]',
    },
    {
      says: 'a password in a step of its build',
      given: pushed(),
      facts: [imageConfig({ history: ['COPY . .', 'RUN curl https://kim:Tr0ub4dor3xyz@repo.acme.test/x'] })],
      at: 'history[1]',
    },
    {
      says: 'a private key left in a layer',
      given: pushed(),
      policy: looking,
      facts: [
        imageConfig({}),
        fact(
          {
            ...{ fact: 'image-contents', account: '111122223333', region: 'eu-central-1' },
            ...{ image: webImage, maximumBytes: 100_000_000 },
          },
          {
            ...{ digest: webDigest, platform: null, counts: { 'private-key': 1 }, files: 9 },
            oddities: [{ kind: 'private-key', path: 'app/server.key', what: 'rsa' }],
          },
        ),
      ],
      at: 'layers.private-key',
    },
    {
      says: 'an AWS key in the environment',
      given: taskDefinition({
        container: {
          environment: [{ name: 'AWS_SECRET_ACCESS_KEY', value: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY' }],
        },
      }),
      at: 'containerDefinitions[0].environment[0].value',
    },
    {
      says: 'a secret that CloudFormation fetches and writes into the definition',
      given: taskDefinition({
        container: {
          environment: [
            { name: 'DB_PASSWORD', value: '{{resolve:secretsmanager:shop/db:SecretString:password}}' },
          ],
        },
      }),
      at: 'containerDefinitions[0].environment[0].value',
    },
    {
      says: 'a database password in a connection string',
      given: deployment({
        container: {
          env: [{ name: 'DATABASE_URL', value: 'postgres://shop:Fk3-9vQz-hw2@db.internal:5432/shop' }],
        },
      }),
      at: 'spec.template.spec.containers[0].env[0].value',
    },
    {
      says: 'a password among the arguments',
      given: taskDefinition({ container: { command: ['worker', '--db-password', 'Fk3-9vQz-hw2'] } }),
      at: 'containerDefinitions[0].command[2]',
    },
    {
      says: 'a password in an entry of a ConfigMap',
      given: configMap({ LOG_LEVEL: 'info', DB_PASSWORD: 'Fk3-9vQz-hw2' }),
      at: 'data.DB_PASSWORD',
    },
    {
      says: 'a password in a file that a ConfigMap holds',
      given: configMap({ 'app.properties': '# shop\ndb.host=db.internal\ndb.password: Fk3-9vQz-hw2\n' }),
      at: 'data.app.properties',
    },
  ],
  passes: [
    { says: 'an image with nothing of the kind', given: pushed(), facts: [imageConfig({})] },
    {
      says: 'a reference to Secrets Manager',
      given: taskDefinition({
        container: {
          secrets: [
            {
              name: 'DB_PASSWORD',
              valueFrom: 'arn:aws:secretsmanager:eu-central-1:111122223333:secret:shop/db-AbCdEf',
            },
          ],
        },
      }),
    },
    {
      says: 'a ConfigMap of settings that name where secrets are',
      given: configMap({
        'app.yaml': 'password_file: /run/secrets/db # not here\ntoken: "{{ token }}"\nretries: 3\n',
        TOKEN_TTL: '3600',
      }),
    },
    {
      says: 'names that only look like secrets',
      given: deployment({
        container: {
          env: [
            { name: 'TOKEN_URL', value: 'https://login.acme.test/token' },
            { name: 'PASSWORD_MIN_LENGTH', value: '12' },
            { name: 'DB_PASSWORD_FILE', value: '/run/secrets/db' },
          ],
        },
      }),
    },
  ],
  unknown: [{ says: 'an image whose configuration nobody knows', given: pushed() }],
});
