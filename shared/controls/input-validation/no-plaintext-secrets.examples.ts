// Examples of no-plaintext-secrets; secrets are put together, so that no scanner takes this file for a leak.
// SPDX-License-Identifier: Apache-2.0
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

const password = ['Fk3', '9vQz', 'hw2'].join('-');

export const examples = (): Examples => ({
  fails: [
    ...(
      [
        ['a Docker label', { dockerLabels: { DB_PASSWORD: password } }, 'dockerLabels.DB_PASSWORD'],
        [
          'a log option',
          { logConfiguration: { logDriver: 'splunk', options: { 'splunk-token': `${password}-Rk7xTz81` } } },
          'logConfiguration.options.splunk-token',
        ],
        [
          'an address in a FireLens option',
          {
            logConfiguration: {
              logDriver: 'awsfirelens',
              options: { Host: `https://ship:${password}@logs.acme.test` },
            },
          },
          'logConfiguration.options.Host',
        ],
        [
          'a health check',
          { healthCheck: { command: ['CMD-SHELL', `redis-cli -a ${password} ping`] } },
          'healthCheck.command[1]',
        ],
      ] as const
    ).map(([says, container, at]) => ({
      says: `a password in ${says}`,
      given: taskDefinition({ container }),
      at: `containerDefinitions[0].${at}`,
    })),
    {
      says: 'a login in the header of a probe',
      given: deployment({
        container: {
          livenessProbe: {
            httpGet: {
              path: '/',
              port: 8080,
              httpHeaders: [{ name: 'Authorization', value: `Basic ${btoa(`ops:${password}`)}` }],
            },
          },
        },
      }),
      at: 'spec.template.spec.containers[0].livenessProbe.httpGet.httpHeaders[0].value',
    },
    {
      says: 'a password among the options of a volume driver',
      given: deployment({
        spec: {
          volumes: [{ name: 'share', csi: { driver: 'smb.csi.acme.test', volumeAttributes: { password } } }],
        },
      }),
      at: 'spec.template.spec.volumes[0].csi.volumeAttributes.password',
    },
    {
      says: 'a former object in an annotation',
      given: deployment({
        metadata: {
          annotations: {
            'kubectl.kubernetes.io/last-applied-configuration': JSON.stringify({
              spec: { containers: [{ env: [{ name: 'DB_PASSWORD', value: password }] }] },
            }),
          },
        },
      }),
      at: 'metadata.annotations.kubectl.kubernetes.io/last-applied-configuration',
    },
    {
      says: 'credentials in the binary data of a ConfigMap',
      given: {
        ...configMap({}),
        binaryData: { credentials: btoa(`[default]\ndb_password = ${password}\n`) },
      },
      at: 'binaryData.credentials',
    },
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
      says: 'a password in the health check of an image',
      given: pushed(),
      facts: [
        imageConfig({
          healthCheck: {
            value: ['curl https://kim:Tr0ub4dor3xyz@localhost/health'],
            path: 'config.Healthcheck.Test',
          },
        }),
      ],
      at: 'config.Healthcheck.Test[0]',
    },
    {
      says: 'a password among the arguments of its entry point',
      given: pushed(),
      facts: [
        imageConfig({
          entryPoint: { value: ['mysql', '-u', 'root', `--password=${password}`], path: 'config.Entrypoint' },
        }),
      ],
      at: 'config.Entrypoint[3]',
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
    {
      says: 'log options, labels and checks that hold nothing secret',
      given: taskDefinition({
        container: {
          dockerLabels: { 'com.acme.token-url': 'https://login.acme.test/token', team: 'shop' },
          logConfiguration: {
            logDriver: 'awsfirelens',
            options: { Name: 'datadog', dd_message_key: 'log', TLS: 'on' },
            secretOptions: [
              { name: 'apikey', valueFrom: 'arn:aws:ssm:eu-central-1:111122223333:parameter/dd' },
            ],
          },
          healthCheck: { command: ['CMD-SHELL', 'redis-cli -a "$REDIS_PASSWORD" ping'] },
        },
      }),
    },
    {
      says: 'publishable keys, and the hash of a password',
      given: deployment({
        container: {
          env: [
            { name: 'STRIPE_KEY', value: ['pk', 'live', '51Hx2kQzRt8vBnM4yLp7Wc3D'].join('_') },
            { name: 'HTPASSWD', value: ['ops:', 'apr1', 'x8Kq2mZp', 'Rt5vBn9yLp7Wc3DfGh1Jk0'].join('$') },
          ],
        },
      }),
    },
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
