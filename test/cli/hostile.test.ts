// Hostile text reaches no terminal raw, and no credential reaches any report.
import fc from 'fast-check';
import { describe, expect } from 'vitest';
import { commandLineTests, folderWith, seawall } from './cli.ts';
import { definition, otherManifests } from './documents.ts';

const it = commandLineTests();

const drive = '\u001b[2J\u001b]0;owned\u0007';
const bidi = '\u202e\u2066\u200b\u2028';

describe('terminal escapes and characters that turn text around', () => {
  const name = `web${drive}${bidi}\r\n`;
  const files = {
    [`task${drive}${bidi}.json`]: definition({ name, privileged: true }, { family: `shop${drive}${bidi}` }),
    [`broken${drive}${bidi}.json`]: `{"a": ${drive}`,
  };

  it.each(['table', 'html', 'junit'])('never come out raw in %s, nor on stderr', (format) => {
    const { stdout, stderr } = seawall(['evaluate', '.', '--format', format], { cwd: folderWith(files) });
    for (const text of [stdout, stderr]) {
      // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for.
      expect(text).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/);
      expect(text).not.toMatch(/\p{Cf}|[\u2028\u2029]/u);
    }
    expect(stdout).toContain('\\u001b[2J');
    expect(stdout).toContain('\\u202e');
  });

  it('markup stays text in HTML and XML', () => {
    const cwd = folderWith({
      'a.json': definition({ name: '<script>alert(1)</script>&"\'', privileged: true }, { family: ']]><x>' }),
    });
    for (const format of ['html', 'junit']) {
      const { stdout } = seawall(['evaluate', 'a.json', '--format', format], { cwd });
      expect(stdout).not.toContain('<script');
      expect(stdout).not.toContain('<x>');
      expect(stdout).toContain('&lt;script&gt;alert(1)&lt;/script&gt;&amp;&quot;&#39;');
    }
  });
});

describe('commands of delivery pipelines', () => {
  const names = [
    '::error title=x::pwned',
    '  ::add-mask::x',
    '##vso[task.setvariable variable=PATH]x',
    'web ##[group]x',
    "##teamcity[buildStatus text='x']",
    '\u00a0::stop-commands::x',
  ];
  /** What GitHub takes at the beginning of a line, and the others anywhere in it. */
  const command = /^\s*::|##\[|##vso\[|##teamcity\[/i;
  const files = Object.fromEntries(
    names.flatMap((name, index) => [
      [`${index}.json`, definition({ name, image: name, privileged: true }, { family: name })],
      [`${name.replaceAll('/', '')}${index}.json`, '{"containerDefinitions": '],
    ]),
  );

  it.each(['table', 'json', 'sarif', 'html', 'junit'])('are none in %s, nor on stderr', (format) => {
    const { code, stdout, stderr } = seawall(['evaluate', '.', '--format', format], {
      cwd: folderWith(files),
    });
    expect(code).toBe(2);
    expect(stderr).toContain('error title=x');
    const lines = [...stdout.split('\n'), ...stderr.split('\n')];
    expect(lines.filter((line) => command.test(line))).toEqual([]);
  });

  it('are none in findings and in what a wrong option is answered with', () => {
    const cwd = folderWith({ 'a.json': { Records: [] } });
    for (const args of [
      ['evaluate', '::error::x'],
      ['evaluate', '--x=\n::error::x'],
      ['findings', '--record', '::x'],
    ]) {
      const { stderr } = seawall(args, { cwd });
      expect(stderr.length).toBeGreaterThan(10);
      expect(stderr.split('\n').filter((line) => command.test(line))).toEqual([]);
    }
  });

  it('say the same in JSON as they did', () => {
    const name = '##vso[task.x]\u202e\u{e0041}';
    const cwd = folderWith({ 'a.json': definition({ privileged: true }, { family: name }) });
    const { stdout } = seawall(['evaluate', 'a.json', '--format', 'json'], { cwd });
    expect(stdout).not.toMatch(/##vso|\p{Cf}/u);
    expect(JSON.parse(stdout).verdicts[0].subject.name).toBe(name);
  });
});

describe('messages of SARIF', () => {
  it('hold no link, no placeholder, and nothing that hides', () => {
    const name = `web [here](https://evil.test) {0} ${drive}${bidi}`;
    const cwd = folderWith({ 'a.json': definition({ name, privileged: true }) });
    const { stdout } = seawall(['evaluate', 'a.json', '--format', 'sarif'], { cwd });
    const { results, tool } = JSON.parse(stdout).runs[0];
    const texts = [...results, ...tool.driver.rules].flatMap(({ message, help, fullDescription }) =>
      [message, help, fullDescription].flatMap((one) => (one === undefined ? [] : [one.text as string])),
    );
    expect(texts.join('\n')).toContain('\\[here\\](https://evil.test) {{0}} \\u001b\\[2J');
    for (const text of texts) {
      expect(text).not.toMatch(/(?<!\\)[[\]]|\p{Cc}|\p{Cf}|[\u2028\u2029]/u);
      expect(text.replace(/\{\{|\}\}/g, '')).not.toMatch(/[{}]/);
    }
    expect(JSON.stringify(results[0].locations)).not.toMatch(/\p{Cf}|\\u001b\[/u);
  });
});

describe('credentials', () => {
  const hex = (length: number) =>
    fc.string({ unit: fc.constantFrom(...'0123456789abcdef'), minLength: length, maxLength: length });
  const upper = (length: number) =>
    fc.string({
      unit: fc.constantFrom(...'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'),
      minLength: length,
      maxLength: length,
    });
  const mixed = (length: number) =>
    fc.string({
      unit: fc.constantFrom(...'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789'),
      minLength: length,
      maxLength: length,
    });
  /** What must not be seen, with a name and a value that holds it. */
  const credential = fc.oneof(
    mixed(40).map((secret) => ({ name: 'AWS_SECRET_ACCESS_KEY', secret, value: secret })),
    upper(16).map((rest) => ({ name: 'KEY_ID', secret: `AKIA${rest}`, value: `AKIA${rest}` })),
    mixed(36).map((rest) => ({ name: 'GITHUB_TOKEN', secret: `ghp_${rest}`, value: `ghp_${rest}` })),
    mixed(24).map((secret) => ({
      name: 'DB_URL',
      secret,
      value: `postgres://app:${secret}@db.internal:5432/shop`,
    })),
    hex(32).map((secret) => ({ name: 'DB_PASSWORD', secret, value: secret })),
    mixed(64).map((secret) => ({
      name: 'PRIVATE',
      secret,
      value: `-----BEGIN RSA PRIVATE KEY-----\n${secret}\n-----END RSA PRIVATE KEY-----`,
    })),
  );
  const credentials = fc.sample(credential, { numRuns: 60, seed: 20261124 });

  it.each(['table', 'json', 'sarif', 'html', 'junit'])('are never printed as %s', (format) => {
    const environment = credentials.map(({ name, value }, index) => ({ name: `${name}_${index}`, value }));
    const named = credentials.map(({ name, value }) => ({ name, value }));
    const pod = {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name: 'app' },
      spec: {
        containers: [
          { name: 'app', image: 'app:1', env: named, args: named.map(({ value }) => `--token=${value}`) },
        ],
      },
    };
    const cwd = folderWith({
      'task.json': definition({ environment, command: named.map(({ value }) => value) }),
      'named.json': definition({ environment: named }),
      'pod.json': pod,
      'broken.json': `{"password": "${credentials[0]?.secret}" oops`,
      'broken.yaml': `password: "${credentials[1]?.secret}\nb: [`,
      'config.yaml': otherManifests,
    });
    const { stdout, stderr } = seawall(['evaluate', '.', '--format', format], { cwd });
    expect(stdout.length).toBeGreaterThan(500);
    for (const { secret } of credentials) {
      expect(stdout).not.toContain(secret);
      expect(stderr).not.toContain(secret);
    }
  });
});
