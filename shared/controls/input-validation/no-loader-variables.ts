// Environment variables that make an ordinary program load somebody's code first.
// SPDX-License-Identifier: Apache-2.0
import * as z from 'zod';
import { defineControl, evidence, failIfAny } from '../../model/control.ts';
import type { EnvironmentVariable } from '../../model/environment-variable.ts';
import { matchesAny } from '../../model/glob.ts';
import type { Evidence } from '../../model/verdict.ts';
import { type Container, ownContainers } from '../../model/workload.ts';

/** Where agents of monitoring vendors and replacements of malloc put their libraries. */
const agents = [
  '/datadog-lib/*',
  '/newrelic-instrumentation/*',
  '/opt/aws/*',
  '/opt/datadog*',
  '/opt/dynatrace/*',
  '/opt/newrelic/*',
  '/opt/opentelemetry*',
  '/otel-auto-instrumentation*',
  '/usr/lib/*libjemalloc.so*',
  '/usr/lib/*libtcmalloc*.so*',
  '/usr/local/lib/libjemalloc.so*',
];

const list = /([^\s:]+)/g;

const java = /(?:^|\s)-(?:javaagent|agentpath|Xbootclasspath\/[ap]):([^\s=,:]+)/g;

/** Each variable with what in its value is loaded. The first six serve nothing else: any value counts. */
const loaders: ReadonlyMap<string, { readonly loads: RegExp; readonly always: boolean }> = new Map(
  (
    [
      ['LD_PRELOAD', list, true],
      ['LD_AUDIT', list, true],
      ['BASH_ENV', /(.+)/g, true],
      ['ENV', /^(?=[^\s/]*\/)(\S+)$/g, true],
      ['PYTHONSTARTUP', /(.+)/g, true],
      ['PERL5OPT', /(\S+)/g, true],
      [
        'NODE_OPTIONS',
        /(?:^|\s)(?:-r|--require|--import|--loader|--experimental-loader)(?:=|\s)\s?"?([^\s"]+)/g,
        false,
      ],
      ['JAVA_TOOL_OPTIONS', java, false],
      ['JDK_JAVA_OPTIONS', java, false],
      ['_JAVA_OPTIONS', java, false],
      ['RUBYOPT', /(?:^|\s)-[rI]\s?(\S+)/g, false],
      ['PYTHONPATH', /([^:]+)/g, false],
      ['LD_LIBRARY_PATH', /([^:;]+)/g, false],
    ] as const
  ).map(([name, loads, always]) => [name, { loads, always }]),
);

export const noLoaderVariables = defineControl({
  id: 'input-validation/no-loader-variables',
  title: 'No environment variable loads code into programs',
  severity: 'high',
  stage: 'stable',
  judges: ['workload'],
  parameters: z.object({
    agents: z.array(z.string()).default(agents).describe('Paths (globs) of libraries that may be loaded so'),
  }),
  references: { nist: ['4.4.4', '4.1.3'], attack: ['T1574.006', 'T1574.007', 'T1574'] },
  why: 'With LD_PRELOAD or BASH_ENV a signed, scanned image runs other code before its own: no file of it is changed, and no scan sees it.',
  fix: 'Remove the variable; build what the program must load into its image, on a path that it cannot write to. Add a monitoring agent’s path to the parameter `agents`.',
  allows: [
    'paths of known monitoring agents and malloc replacements (parameter `agents`)',
    'options of Node, Java, Ruby and Python that load nothing, or load from the image',
    'ENV as a plain word (`production`), which no shell reads as a file',
  ],
  response: 'stop-workload',
  judge: (workload, { parameters }) =>
    failIfAny(
      ownContainers(workload).flatMap((container) => [
        ...container.environment.value.flatMap((variable) =>
          loadedBy(variable, container, parameters.agents),
        ),
        ...referred(container),
      ]),
    ),
});

/** A value that only a secret or ConfigMap tells, of a variable that serves nothing but loading. */
function referred({ secrets, name: container }: Container): Evidence[] {
  return secrets.value
    .filter(({ name }) => loaders.get(name)?.always === true && name !== 'ENV')
    .map(({ name, from }) =>
      evidence(
        from.path,
        from.value.slice(0, 200),
        null,
        `${name} loads code into the programs of container ${container}; which, stands elsewhere`,
      ),
    );
}

function loadedBy(
  variable: EnvironmentVariable,
  container: Container,
  allowed: readonly string[],
): Evidence[] {
  const loader = loaders.get(variable.name);
  if (loader === undefined) return [];
  const { value, overridden, name } = variable;
  const wrong = [...value.value.matchAll(loader.loads)]
    .map(([, path = '']) => plainPath(path))
    .filter((path) => isOpen(path) || !matchesAny(allowed, path))
    .find((path) => loader.always || overridden || isOpen(path) || isWritable(path, container));
  if (wrong === undefined) return [];
  return [
    evidence(
      value.path,
      wrong.slice(0, 200),
      null,
      `${name} loads code into the programs of container ${container.name}`,
    ),
  ];
}

/** Without `.`, `..` and double slashes, by which one path has many names. */
function plainPath(path: string): string {
  if (!path.startsWith('/')) return path;
  const parts: string[] = [];
  for (const part of path.split('/'))
    if (part === '..') parts.pop();
    else if (part !== '' && part !== '.') parts.push(part);
  return `/${parts.join('/')}`;
}

/** Places that every process may write to, and code that is no file at all. */
function isOpen(path: string): boolean {
  return (
    /^(?:\/tmp|\/var\/tmp|\/dev\/shm|\/run\/lock)(?:\/|$)/.test(path) || /^(?:data:|[a-z]+:\/\/)/i.test(path)
  );
}

function isWritable(path: string, { mounts }: Container): boolean {
  return mounts.value.some(
    (mount) => !mount.readOnly && `${path}/`.startsWith(`${mount.path.value.replace(/\/$/, '')}/`),
  );
}
