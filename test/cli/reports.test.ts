// SARIF, HTML and JUnit of `evaluate`, as the tools that read them need them.
import { beforeAll, describe, expect } from 'vitest';
import { commandLineTests, folderWith, onlyControls, seawall } from './cli.ts';
import { definition } from './documents.ts';

const it = commandLineTests();

const yaml = `# a comment
apiVersion: v1
kind: Pod
metadata:
  name: one
spec:
  containers:
    - name: app
      image: app
---
apiVersion: apps/v1
kind: Deployment
metadata:
  name: two
spec:
  template:
    spec:
      hostPID: true
      containers:
        - name: app
          image: app@sha256:${'ab'.repeat(32)}
          securityContext:
            runAsUser: 10001
            privileged: true
`;

const files = {
  'a folder/täsk.json': JSON.stringify(definition({ privileged: true }), null, 2),
  'k8s.yaml': yaml,
  'cfn.yml':
    'AWSTemplateFormatVersion: "2010-09-09"\nResources:\n  Task:\n    Type: AWS::ECS::TaskDefinition\n    Properties:\n      Family: x\n      ContainerDefinitions:\n        - Name: a\n          Image: a:1\n          User: "1"\n          Privileged: true\n',
  'broken.json': '{\n "containerDefinitions": }',
};

interface Region {
  readonly startLine: number;
  readonly startColumn: number;
}

interface Location {
  readonly physicalLocation: {
    readonly artifactLocation: { readonly uri: string };
    readonly region?: Region;
  };
}

interface Log {
  readonly $schema: string;
  readonly version: string;
  readonly runs: readonly {
    readonly tool: {
      readonly driver: {
        readonly name: string;
        readonly version: string;
        readonly rules: readonly { readonly id: string }[];
      };
    };
    readonly invocations: readonly {
      readonly executionSuccessful: boolean;
      readonly toolExecutionNotifications: readonly {
        readonly level: string;
        readonly message: { readonly text: string };
        readonly locations: readonly Location[];
      }[];
    }[];
    readonly results: readonly {
      readonly ruleId: string;
      readonly level: string;
      readonly message: { readonly text: string };
      readonly locations: readonly Location[];
      readonly partialFingerprints: Readonly<Record<string, string>>;
    }[];
  }[];
}

describe('SARIF 2.1.0', () => {
  let log: Log;
  beforeAll(() => {
    const { code, stdout } = seawall(['evaluate', '.', '--format', 'sarif'], { cwd: folderWith(files) });
    expect(code).toBe(2);
    log = JSON.parse(stdout) as Log;
  });

  /** Line and column of a result. */
  function place(file: string, control: string): [number, number] | null {
    const result = log.runs[0]?.results.find(
      ({ ruleId, locations }) =>
        ruleId === control && locations[0]?.physicalLocation.artifactLocation.uri === file,
    );
    const region = result?.locations[0]?.physicalLocation.region;
    return region === undefined ? null : [region.startLine, region.startColumn];
  }

  it('has the properties that the standard requires, and rules for its results', () => {
    expect(log.version).toBe('2.1.0');
    expect(log.$schema).toContain('sarif-2.1.0');
    expect(log.runs).toHaveLength(1);
    const [run] = log.runs;
    expect(run?.tool.driver).toMatchObject({
      name: 'Seawall',
      version: expect.stringMatching(/^\d+\.\d+\.\d+/),
    });
    const rules = new Set(run?.tool.driver.rules.map(({ id }) => id));
    expect(run?.results.length).toBeGreaterThan(3);
    for (const { ruleId, level, message, locations, partialFingerprints } of run?.results ?? []) {
      expect(rules).toContain(ruleId);
      expect(['error', 'warning', 'note']).toContain(level);
      expect(message.text).not.toBe('');
      expect(locations).toHaveLength(1);
      // A URI reference: no blank, nothing that is not ASCII.
      expect(locations[0]?.physicalLocation.artifactLocation.uri).toMatch(/^[!-~]+$/);
      expect(Object.keys(partialFingerprints)).toEqual(['seawall/v1']);
    }
  });

  it('names lines and columns of JSON', () => {
    const lines = files['a folder/täsk.json'].split('\n');
    const line = lines.findIndex((text) => text.includes('"privileged"'));
    expect(place('a%20folder/t%C3%A4sk.json', 'namespace-isolation/no-privileged')).toEqual([
      line + 1,
      (lines[line] ?? '').indexOf('"') + 1,
    ]);
  });

  it('names lines and columns of YAML, in each document and in templates', () => {
    expect(place('k8s.yaml', 'namespace-isolation/no-host-namespaces')).toEqual([18, 7]);
    expect(place('k8s.yaml', 'namespace-isolation/no-privileged')).toEqual([24, 13]);
    expect(place('cfn.yml', 'namespace-isolation/no-privileged')).toEqual([11, 11]);
  });

  it('says that the run was not whole, and where', () => {
    expect(log.runs[0]?.invocations).toMatchObject([
      {
        executionSuccessful: false,
        toolExecutionNotifications: [
          {
            level: 'error',
            message: { text: expect.stringContaining('this is not JSON') },
            locations: [
              {
                physicalLocation: {
                  artifactLocation: { uri: 'broken.json' },
                  region: { startLine: 2, startColumn: 26 },
                },
              },
            ],
          },
          { level: 'note', message: { text: expect.stringContaining('11 verdicts are unknown') } },
        ],
      },
    ]);
  });
});

describe('JUnit', () => {
  it('has a suite a file, a case a verdict, and errors for what could not be read', () => {
    const { stdout } = seawall(['evaluate', '.', '--format', 'junit'], { cwd: folderWith(files) });
    const suites = [
      ...stdout.matchAll(
        /<testsuite name="([^"]*)" tests="(\d+)" failures="(\d+)" errors="(\d+)" skipped="(\d+)">(.*?)<\/testsuite>/gs,
      ),
    ];
    expect(suites.map(([, name]) => name)).toEqual(['a folder/täsk.json', 'cfn.yml', 'k8s.yaml', 'input']);
    for (const [, , tests, failures, errors, skipped, inside = ''] of suites) {
      const count = (tag: string) => inside.split(`<${tag}`).length - 1;
      expect([count('testcase'), count('failure'), count('error'), count('skipped')]).toEqual(
        [tests, failures, errors, skipped].map(Number),
      );
    }
    // Well-formed: what opens closes, in order.
    const open: string[] = [];
    for (const [, slash, name = '', closed] of stdout.matchAll(/<(\/?)([a-z]+)[^>]*?(\/?)>/g)) {
      if (slash === '/') expect(open.pop()).toBe(name);
      else if (closed !== '/') open.push(name);
    }
    expect(open).toEqual([]);
  });

  it.each([
    ['critical', 1],
    ['high', 2],
    ['low', 4],
    ['none', 4],
  ])('is red where the run is: at --fail-on %s %i failures', (severity, count) => {
    const cwd = folderWith({
      'a.json': definition(
        {
          privileged: true,
          environment: [{ name: 'DB_PASSWORD', value: 'hunter2hunter2X' }],
        },
        { tags: [] },
      ),
      'seawall.yml': onlyControls([
        ...['namespace-isolation/no-privileged', 'input-validation/no-plaintext-secrets'],
        ...['control-plane/workload-logging', 'workload-trust/trust-level-declared'],
      ]),
    });
    const { stdout } = seawall(['evaluate', 'a.json', '--format', 'junit', '--fail-on', severity], { cwd });
    expect(stdout).toContain(`tests="4" failures="${count}" errors="0" skipped="${4 - count}"`);
    expect(stdout.split('<failure').length - 1).toBe(count);
  });
});

describe('HTML', () => {
  it('is one page without scripts or anything from elsewhere, worst first', () => {
    const { stdout } = seawall(['evaluate', '.', '--format', 'html'], { cwd: folderWith(files) });
    expect(stdout).toMatch(/^<!doctype html>/);
    expect(stdout).toContain("default-src 'none'");
    expect(stdout).not.toMatch(/<script|<link|src=|href=|url\(/i);
    const severities = [...stdout.matchAll(/<span class="(critical|high|medium|low)">\1</g)].map(
      ([, one]) => one,
    );
    const rank = ['critical', 'high', 'medium', 'low'];
    expect(severities).toEqual([...severities].sort((a = '', b = '') => rank.indexOf(a) - rank.indexOf(b)));
    expect(severities[0]).toBe('critical');
    expect(stdout).toContain('broken.json:2:26: this is not JSON');
  });

  it('counts by family and by workload, the worst first', () => {
    const { stdout } = seawall(['evaluate', '.', '--format', 'html'], { cwd: folderWith(files) });
    const rowsOf = (title: string) =>
      [
        ...(stdout.split(`<h2>${title}</h2>`)[1]?.split('</table>')[0] ?? '').matchAll(
          /<tr><td>(.*)<\/td><\/tr>/g,
        ),
      ].map(([, row = '']) => row.split('</td><td>').map((cell) => cell.replace(/<br>.*|<[^>]+>/g, '')));
    const total = (rows: readonly (readonly string[])[]) =>
      rows.flatMap(([, ...counts]) => counts).reduce((sum, count) => sum + Number(count), 0);
    const families = rowsOf('By family');
    expect(families[0]?.[0]).toBe('namespace-isolation');
    expect(Number(families[0]?.[1])).toBeGreaterThan(0);
    expect(total(families)).toBe(total(rowsOf('By workload')));
    expect(total(families)).toBe([...stdout.matchAll(/<tr><td><span class="\w+">[a-z]/g)].length);
  });
});
