// The address that Slack calls: it is there only where Slack is set up with what signs its requests.
import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { mockClient } from 'aws-sdk-client-mock';
import { afterAll, afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { dig } from '../../shared/model/json.ts';
import { signed } from '../notify/slack/fixtures.ts';

const secrets = mockClient(SecretsManagerClient);
afterAll(() => secrets.restore());
const context = { getRemainingTimeInMillis: () => 30_000, awsRequestId: 'x', functionName: 'x' };

beforeEach(() => {
  vi.resetModules();
  secrets.reset();
  vi.stubEnv('AWS_REGION', 'eu-west-1');
  vi.stubEnv('POWERTOOLS_LOG_LEVEL', 'SILENT');
});
afterEach(() => vi.unstubAllEnvs());

/** What the function answers to a request that is signed with this key. */
async function asked(secret: object | null, key: string) {
  vi.stubEnv(
    'SEAWALL_SLACK_SECRET',
    secret === null ? '' : 'arn:aws:secretsmanager:eu-west-1:111122223333:secret:x',
  );
  secrets.on(GetSecretValueCommand).resolves({ SecretString: JSON.stringify(secret) });
  const { handler } = await import('../../functions/slack-interaction.ts');
  const body = 'payload=%7B%7D';
  const event = { headers: signed(body, Date.now(), key), body, isBase64Encoded: false };
  return dig(await handler(event as never, context as never), 'statusCode');
}

describe('a request is answered as if there were nothing', () => {
  const webhook = {
    webhookUrl: 'https://hooks.slack.com/services/x',
    team: 'T0ACME',
    botToken: 'xoxb-1',
    app: 'A0',
  };
  it.each<[string, object | null, string]>([
    ['where Slack is not set up', null, 'x'],
    ['where messages go through an incoming webhook', webhook, ''],
    ['where the signing secret is empty, and signed with that', { ...webhook, signingSecret: '' }, ''],
    ['where it is blank, and signed with that', { ...webhook, signingSecret: '  ' }, '  '],
  ])('%s', async (_, secret, key) => {
    expect(await asked(secret, key)).toBe(404);
  });

  it('and where the secret lacks it without being a webhook’s, nothing is answered at all', async () => {
    await expect(asked({ botToken: 'xoxb-1', team: 'T0ACME', signingSecret: ' ' }, ' ')).rejects.toThrow(
      'no signingSecret',
    );
  });
});
