// Code that is handed to a container at start instead of being built into its image.
// SPDX-License-Identifier: Apache-2.0
import { type Command, commandsOf } from '../../commands/command.ts';
import { selfUpdates } from '../../commands/self-update.ts';
import { isShell } from '../../commands/wrappers.ts';
import { defineControl, evidence, fail, noParameters, pass } from '../../model/control.ts';
import type { Evidence } from '../../model/verdict.ts';
import { type Container, ownContainers, type Workload } from '../../model/workload.ts';

export const noInlineCode = defineControl({
  id: 'input-validation/no-inline-code',
  title: 'Containers are given arguments, not code',
  severity: 'high',
  stage: 'stable',
  judges: ['workload'],
  parameters: noParameters,
  references: { nist: ['4.4.4', '4.1.5'], attack: ['T1059', 'T1027.010', 'T1610'] },
  why: 'Code in an override, a variable or base64 runs with all the container’s rights and was never reviewed, scanned or signed: it turns any image into a tool.',
  fix: 'Put the script into the image and start it by name; pass values, not code.',
  allows: [
    '`sh -c` with one plain command, or with `exec`',
    'health checks, probes and hooks',
    'a script in the definition’s own command, which weighs less and leads to no response',
    'decoding of text that is only written to a file',
  ],
  response: 'stop-workload',
  judge: (workload) => {
    const containers = ownContainers(workload);
    const smuggled = [
      ...overrideCode(workload),
      ...containers.flatMap((container) => [...encoded(container), ...executedValues(container)]),
    ];
    if (smuggled.length > 0) return fail(smuggled);
    const scripts = containers.flatMap(ownScript);
    return scripts.length > 0 ? fail(scripts, { severity: 'low', respond: false }) : pass;
  },
});

const hidden = '(code, not shown)';

function overrideCode(workload: Workload): Evidence[] {
  return (workload.overrides?.containers ?? []).flatMap(({ name, command }) => {
    if (command === null) return [];
    const container = workload.containers.find((one) => one.name === name);
    return isScript(commandsOf(container?.entryPoint.value ?? null, command.value))
      ? [evidence(command.path, hidden, null, `the call gives container ${name} code of its own to run`)]
      : [];
  });
}

function encoded(container: Container): Evidence[] {
  const own = { path: placeOf(container), commands: commandsIn(container) };
  const hooks = container.hooks.flatMap(({ command }) =>
    command === null
      ? []
      : [{ path: command.path, commands: commandsOf(null, command.value, container.environment.value) }],
  );
  return [own, ...hooks].flatMap(({ path, commands }) =>
    selfUpdates(commands)
      .filter(({ what }) => what === 'encoded-code')
      .map(({ message }) => evidence(path, hidden, null, `container ${container.name} ${message}`)),
  );
}

/** `sh -c "$SCRIPT"`, `eval "$SCRIPT"`, `echo "$SCRIPT" | sh`, `python -c "$SCRIPT"`, `python -c "exec(os.environ['SCRIPT'])"`. */
function executedValues(container: Container): Evidence[] {
  const executed = new Map<string, Command>();
  for (const command of commandsIn(container))
    for (const { kind, name } of command.runs) if (kind === 'environment') executed.set(name, command);
  return container.environment.value
    .filter(({ name, value }) => {
      const by = executed.get(name);
      return by !== undefined && (codeOf(by) !== null || isCode(value.value));
    })
    .map(({ name, value }) =>
      evidence(value.path, hidden, null, `container ${container.name} runs what stands in ${name} as code`),
    );
}

function isCode(value: string): boolean {
  return (
    isScript(commandsOf(['sh', '-c'], [value])) || /^(?:#!|import |from |require\(|const |use )/.test(value)
  );
}

function ownScript(container: Container): Evidence[] {
  return isScript(commandsIn(container))
    ? [
        evidence(
          placeOf(container),
          hidden,
          null,
          `container ${container.name} runs a script of its definition`,
        ),
      ]
    : [];
}

function commandsIn({ entryPoint, command, environment }: Container): readonly Command[] {
  return commandsOf(entryPoint.value, command.value, environment.value);
}

function placeOf({ entryPoint, command }: Container): string {
  return command.value === null ? entryPoint.path : command.path;
}

const textRunners = /^(?:cmd|powershell|pwsh)$/;

/** More than one command by a shell, or code for another interpreter. */
function isScript(commands: readonly Command[]): boolean {
  const byShell = commands.filter(
    ({ wrappers, program }) =>
      program !== ':' && wrappers.some((name) => isShell(name) || textRunners.test(name)),
  );
  return byShell.length > 1 || commands.some((command) => codeOf(command) !== null);
}

const options: readonly (readonly [program: RegExp, option: RegExp])[] = [
  [/^(?:python|pypy)[\d.]*$/, /^-[a-zA-Z]*c$/],
  [/^(?:node|nodejs|deno|bun)$/, /^(?:-e|-p|-pe|--eval|--print)$/],
  [/^(?:perl|ruby|lua)[\d.]*$/, /^-[a-z]*e$/],
  [/^php[\d.]*$/, /^-r$/],
];

/** The code among an interpreter's arguments; null where it is given none. */
function codeOf({ program, arguments: words }: Command): readonly string[] | null {
  const option = options.find(([name]) => name.test(program))?.[1];
  const index = option === undefined ? -1 : words.findIndex((word) => option.test(word));
  // An option behind the script's name is the script's own.
  return index < 0 || words.slice(0, index).some((word) => !word.startsWith('-'))
    ? null
    : words.slice(index + 1);
}
