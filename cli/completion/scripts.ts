// Completion scripts for bash, zsh and fish. All words come from Seawall's own definitions; they are quoted all the same.
// SPDX-License-Identifier: Apache-2.0
import type { CompletedCommand, CompletedOption } from './words.ts';

export const shells = ['bash', 'zsh', 'fish'] as const;
export type Shell = (typeof shells)[number];

export function completionScript(shell: Shell, commands: readonly CompletedCommand[]): string {
  return { bash, zsh, fish }[shell](commands);
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}

function valued(commands: readonly CompletedCommand[]): readonly (readonly [string, CompletedOption])[] {
  return commands.flatMap(({ name, options }) =>
    options.filter(({ takesValue }) => takesValue).map((option) => [name, option] as const),
  );
}

const flagsOf = ({ options }: CompletedCommand) => options.map(({ flag }) => flag).join(' ');

function bash(commands: readonly CompletedCommand[]): string {
  const names = commands.map(({ name }) => name).join(' ');
  const offer = (words: string) => `COMPREPLY=($(compgen -W ${quoted(words)} -- "$current"))`;
  const values = valued(commands).map(
    ([name, { flag, values }]) =>
      `    ${quoted(`${name} ${flag}`)}) ${values.length === 0 ? ':' : offer(values.join(' '))}; return ;;`,
  );
  const flags = commands.map((command) => `      ${command.name}) ${offer(flagsOf(command))} ;;`);
  const args = commands
    .filter((command) => command.values.length > 0)
    .map(({ name, values }) => `    ${name}) ${offer(values.join(' '))} ;;`);
  return `# seawall: completion for bash. Load it with: source <(seawall completion bash)
_seawall() {
  local current=\${COMP_WORDS[COMP_CWORD]} previous=\${COMP_WORDS[COMP_CWORD-1]} command= word
  COMPREPLY=()
  for word in "\${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
    case $word in -*) ;; *) command=$word; break ;; esac
  done
  case "$command $previous" in
${values.join('\n')}
  esac
  if [[ $current == -* ]]; then
    case $command in
${flags.join('\n')}
    esac
    return
  fi
  case $command in
    '') ${offer(names)} ;;
${args.join('\n')}
  esac
}
complete -o default -F _seawall seawall
`;
}

function zsh(commands: readonly CompletedCommand[]): string {
  const add = (words: readonly string[]) => `compadd -- ${words.map(quoted).join(' ')}`;
  const values = valued(commands).map(
    ([name, { flag, values }]) =>
      `    ${quoted(`${name} ${flag}`)}) ${values.length === 0 ? '_files' : add(values)}; return ;;`,
  );
  const flags = commands.map(
    ({ name, options }) => `      ${name}) ${add(options.map(({ flag }) => flag))} ;;`,
  );
  const args = commands
    .filter((command) => command.values.length > 0)
    .map((command) => `    ${command.name}) ${add(command.values)} ;;`);
  return `#compdef seawall
# seawall: completion for zsh. Load it with: source <(seawall completion zsh)
_seawall() {
  if (( CURRENT == 2 )); then
    ${add(commands.map(({ name }) => name))}
    return
  fi
  case "$words[2] $words[CURRENT-1]" in
${values.join('\n')}
  esac
  if [[ $words[CURRENT] == -* ]]; then
    case $words[2] in
${flags.join('\n')}
    esac
    return
  fi
  case $words[2] in
${args.join('\n')}
    *) _files ;;
  esac
}
compdef _seawall seawall
`;
}

function fish(commands: readonly CompletedCommand[]): string {
  const names = commands.map(({ name }) => name).join(' ');
  const lines = commands.flatMap(({ name, says, options, values }) => [
    `complete -c seawall -n ${quoted(`not __fish_seen_subcommand_from ${names}`)} -f -a ${name} -d ${quoted(says)}`,
    ...(values.length === 0 ? [] : [`${within(name)} -f -a ${quoted(values.join(' '))}`]),
    ...options.map((option) => `${within(name)} ${fishOption(option)}`),
  ]);
  return `# seawall: completion for fish. Load it with: seawall completion fish | source\n${lines.join('\n')}\n`;
}

function within(name: string): string {
  return `complete -c seawall -n ${quoted(`__fish_seen_subcommand_from ${name}`)}`;
}

function fishOption({ flag, says, values, takesValue }: CompletedOption): string {
  const value = !takesValue ? '' : values.length === 0 ? ' -r' : ` -x -a ${quoted(values.join(' '))}`;
  return `-l ${flag.slice(2)}${value} -d ${quoted(says)}`;
}
