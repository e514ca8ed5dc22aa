// No client of the AWS SDK waits for ever: each is made with the settings of shared/model/request-handler.ts.
import { globSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { clientConfig } from '../../shared/model/request-handler.ts';

const sources = globSync(['shared/**/*.ts', 'functions/**/*.ts', 'cli/**/*.ts', 'scripts/**/*.ts'])
  // What talks to an emulator on the same machine, and ends with it.
  .filter((path) => !/^scripts\/local(?:\/|\.ts$)/.test(path));

/** Where services are tables: their clients get what shared/gather/aws.ts made the settings of. */
const tables = /^(?:shared|cli)\/.*\/clients\/[\w-]+\.ts$/;
const givenByTable = /client: \(config\) => new \w+\((?:config|\{ \.\.\.config, )/g;
const withSettings = /new \w+Client\(config\)/g;

/** Clients of the SDK that some text makes without its settings. */
function strayIn(path: string, text: string): readonly string[] {
  const names = [...text.matchAll(/import \{([^}]*)\} from '@aws-sdk\/client-[\w-]+'/g)].flatMap(
    ([, imported = '']) => [...imported.matchAll(/\b[A-Z]\w*Client\b/g)].map(([name]) => name),
  );
  const settled = /\bconfig = clientConfig\(/.test(text);
  const known = tables.test(path) ? text.replaceAll(givenByTable, '') : text;
  const rest = known
    .replaceAll(/new \w+Client\(\s*clientConfig\(/g, '')
    .replaceAll(settled ? withSettings : /$^/g, '');
  return names.filter((name) => rest.includes(`new ${name}(`)).map((name) => `${path}: ${name}`);
}

describe('clients of AWS', () => {
  it('are made with an end to each call, everywhere', () => {
    const texts = sources.map((path) => ({ path, text: readFileSync(path, 'utf8') }));
    expect(texts.filter(({ text }) => text.includes('clientConfig(')).length).toBeGreaterThan(15);
    expect(texts.flatMap(({ path, text }) => strayIn(path, text))).toEqual([]);
  });

  it('are missed where they are made without', () => {
    const stray = "import { SQSClient } from '@aws-sdk/client-sqs';\nconst sqs = new SQSClient(";
    expect(strayIn('functions/x.ts', `${stray}{})`)).toEqual(['functions/x.ts: SQSClient']);
    expect(strayIn('functions/x.ts', `${stray}config)`)).toEqual(['functions/x.ts: SQSClient']);
    expect(strayIn('functions/x.ts', `${stray}clientConfig())`)).toEqual([]);
  });

  it('keep what somebody else said of their patience', () => {
    expect(clientConfig({ region: 'x' })).toMatchObject({
      region: 'x',
      requestHandler: { connectionTimeout: 3_000, requestTimeout: 10_000, throwOnRequestTimeout: true },
    });
    expect(clientConfig({ requestHandler: null })).toEqual({ requestHandler: null });
  });
});
