// Programs that run another program: shells with `-c`, init systems, user switchers, limits. Takes one of them off.
// SPDX-License-Identifier: Apache-2.0

export type Inner =
  /** `words` run; `assignments` are set for them. */
  | { readonly kind: 'words'; readonly words: readonly string[]; readonly assignments?: readonly string[] }
  /** Shell text runs: the words from `first` to before `last`, joined; those from `rest` on are its `$0`, `$1`, … */
  | {
      readonly kind: 'text';
      readonly text: string;
      readonly first: number;
      readonly last: number;
      readonly rest: number | null;
    };

interface Wrapper {
  /** Options that take the next word as their value. */
  readonly values?: readonly string[];
  /** Words between the options and the program: a user, a duration. */
  readonly operands?: number;
}

const plain: Wrapper = {};
const oneOperand: Wrapper = { operands: 1 };

/** They start a program for each connection to a port: `tcpserver 0 22 …` (ucspi-tcp, BusyBox). */
export const inetWrappers: readonly string[] = ['tcpserver', 'tcpsvd', 'sslserver'];

const wrappers: ReadonlyMap<string, Wrapper> = new Map<string, Wrapper>([
  ...(
    'bubblewrap builtin busybox catatonit cgexec choom ddtrace-run docker-init dropbearmulti eatmydata fakeroot firejail linux32 ' +
    'linux64 ltrace nohup numactl opentelemetry-instrument prlimit setsid ssh-agent toybox unbuffer unshare valgrind with-contenv'
  )
    .split(' ')
    .map((name): [string, Wrapper] => [name, plain]),
  ...'chroot envdir flock gosu newrelic-admin s6-setuidgid setuidgid su-exec taskset'
    .split(' ')
    .map((name): [string, Wrapper] => [name, oneOperand]),
  ['aa-exec', { values: ['-p', '--profile', '-n', '--namespace'] }],
  ['chpst', { values: ['-u', '-U', '-e', '-n', '-m', '-l'] }],
  ['chrt', { operands: 1, values: ['-T', '-P', '-D'] }],
  ['command', plain],
  ['coproc', plain],
  ['doas', { values: ['-u', '-C'] }],
  ['dumb-init', { values: ['-r', '--rewrite'] }],
  ['env', { values: ['-u', '--unset', '-C', '--chdir'] }],
  ['exec', { values: ['-a'] }],
  ['ionice', { values: ['-c', '-n'] }],
  ['nice', { values: ['-n', '--adjustment'] }],
  ['nsenter', { values: ['-t', '--target'] }],
  ['parallel', { values: ['-j', '--jobs', '-n', '-N', '-P', '-a', '--delay', '--joblog'] }],
  ['proot', { values: ['-r', '-b', '-w', '-R', '-S', '-q', '-k', '-i'] }],
  ['runuser', { values: ['-u', '-g', '--user', '--group'] }],
  [
    'setpriv',
    { values: ['--reuid', '--regid', '--groups', '--inh-caps', '--ambient-caps', '--bounding-set'] },
  ],
  ['stdbuf', { values: ['-i', '-o', '-e'] }],
  ['saps', plain],
  ['start', plain],
  ['start-process', { values: ['-ArgumentList', '-WindowStyle', '-Verb', '-WorkingDirectory'] }],
  ['ii', plain],
  ['invoke-item', plain],
  ['strace', { values: ['-o', '-e', '-s'] }],
  ['sudo', { values: ['-u', '-g', '-h', '-p', '-C', '-r', '-t', '-T', '-U', '-D', '--user', '--group'] }],
  ['time', { values: ['-o', '-f'] }],
  ['timeout', { operands: 1, values: ['-s', '-k', '--signal', '--kill-after'] }],
  ['systemd-socket-activate', { values: ['-l', '--listen', '-E', '--setenv', '--fdname'] }],
  ...inetWrappers.map((name): [string, Wrapper] => [
    name,
    { operands: 2, values: ['-b', '-c', '-C', '-E', '-g', '-i', '-l', '-t', '-u', '-x'] },
  ]),
  ['systemd-run', { values: ['-u', '-p', '-M', '-t', '--unit', '--property', '--slice'] }],
  ['tini', { values: ['-p', '-e'] }],
  ['tini-static', { values: ['-p', '-e'] }],
  ['watch', { values: ['-n', '--interval'] }],
  ['xargs', { values: ['-n', '-P', '-I', '-d', '-a', '-L', '-s', '-E'] }],
]);

/** Programs whose own arguments end at `--`, after which stands what they run. */
const untilDashes: ReadonlySet<string> = new Set(
  (
    'aws-vault berglas chamber cws-instrumentation dbus-run-session dockerize doppler envconsul infisical op sops ' +
    'ssm-env summon teller vault-env wait-for wait-for-it wait-for-it.sh wait-for.sh'
  ).split(' '),
);
const shells: ReadonlySet<string> = new Set(
  'sh bash ash dash zsh ksh ksh93 mksh rbash fish csh tcsh'.split(' '),
);
/** Programs that hand the text after `-c` to a shell. */
const takesText: ReadonlySet<string> = new Set(['su', 'runuser', 'flock', 'script']);
/** Scripts that end in `exec "$@"`, as those of the official images do. */
const entryScript = /^[\w.-]{0,40}entry-?(?:point)?[\w-]{0,40}(?:\.[a-z]{2,4})?$/;
const dynamicLinker = /^ld-(?:linux|musl)[\w.-]*$/;

export function isShell(program: string): boolean {
  return shells.has(program);
}

/** `/usr/sbin/SSHD.exe` is `sshd`. */
export function programName(path: string): string {
  return path
    .slice(-4096)
    .replace(/^.*[\\/]/s, '')
    .toLowerCase()
    .replace(/\.exe$/, '');
}

/** What the words run in their turn; null where they run nothing that can be read. */
export function unwrap(words: readonly string[]): Inner | null {
  const program = programName(words[0] ?? '');
  return textRun(program, words) ?? wordsRun(program, words);
}

function textRun(program: string, words: readonly string[]): Inner | null {
  if (isShell(program)) return fromShell(words);
  if (program === 'eval') return text(words, 1, words.length);
  if (program === 'trap') return /^-/.test(words[1] ?? '-') ? null : text(words, 1);
  if (program === 'cmd') return fromWindows(words, optionOf(words, /^\/[ckCK]$/));
  if (program === 'powershell' || program === 'pwsh') return fromWindows(words, commandOfPowerShell(words));
  if (!takesText.has(program)) return null;
  // In a cluster too: `script -qc`.
  const option = words.findIndex((word) => /^-[a-zA-Z]*c$/.test(word) || word === '--command');
  return option < 0 ? null : text(words, option + 1);
}

function wordsRun(program: string, words: readonly string[]): Inner | null {
  if (untilDashes.has(program)) return after(words, words.indexOf('--', 1));
  if (program === 'find') {
    return after(
      words,
      words.findIndex((word) => /^-(?:exec|execdir|ok)$/.test(word)),
    );
  }
  if (program === 'start-stop-daemon') return startedDaemon(words);
  if (entryScript.test(program)) return after(words, 0);
  if (dynamicLinker.test(program)) {
    return fromWrapper(words, { values: ['--library-path', '--preload', '--argv0'] });
  }
  const wrapper = wrappers.get(program);
  return wrapper === undefined ? null : fromWrapper(words, wrapper);
}

/** `start-stop-daemon --start --exec /usr/sbin/sshd -- -D`: start-stop-daemon(8). */
function startedDaemon(words: readonly string[]): Inner | null {
  const option = words.findIndex((word) => /^(?:-x|--exec|-a|--startas)$/.test(word));
  const starts = words.some((word) => /^(?:-S|--start)$/.test(word));
  return starts ? after(words, option < 0 ? words.length : option) : null;
}

function text(
  words: readonly string[],
  first: number,
  last = first + 1,
  rest: number | null = null,
): Inner | null {
  const content = words.slice(first, last).join(' ');
  return content === '' ? null : { kind: 'text', text: content, first, last, rest };
}

function after(words: readonly string[], index: number): Inner | null {
  return index < 0 || index + 1 >= words.length ? null : { kind: 'words', words: words.slice(index + 1) };
}

/** Options may stand in clusters (`-euo pipefail -c`, `-lc`), and after `-c` too. */
function fromShell(words: readonly string[]): Inner | null {
  const end = endOfOptions(words, (option) => /^--(?:rcfile|init-file)$|^[-+][a-zA-Z]*[oO]$/.test(option));
  const command = words.slice(1, end).some((word) => /^-[abd-zA-Z]*c[a-zA-Z]*$/.test(word));
  if (command) return text(words, end, end + 1, end + 1);
  return entryScript.test(programName(words[end] ?? '')) ? after(words, end) : null;
}

/** Index of the first word that is neither an option nor an option's value. */
function endOfOptions(words: readonly string[], takesValue: (option: string) => boolean): number {
  let index = 1;
  for (; /^[-+]./.test(words[index] ?? ''); index++) {
    const word = words[index] ?? '';
    if (word === '--') return index + 1;
    if (takesValue(word)) index++;
  }
  return index;
}

function optionOf(words: readonly string[], option: RegExp): number {
  return words.findIndex((word, position) => position > 0 && option.test(word));
}

/** Options of PowerShell that take the next word (about_PowerShell_exe). */
const powerShellValues =
  /^[-/](?:ex[a-z]*|ep|f[a-z]*|i(?:nput)?[a-z]*|o[a-z]*|ve[a-z]*|w[a-z]*|psc[a-z]*|conf[a-z]*|cu[a-z]*|se[a-z]*)$/i;

/**
 * Index of the option that the command follows. Where no option says what the words are, Windows PowerShell takes
 * them for a command, and pwsh for the name of a file (about_PowerShell_exe, about_Pwsh).
 */
function commandOfPowerShell(words: readonly string[]): number {
  const option = optionOf(words, /^[-/]c(?:o(?:m[a-z]*)?)?$/i);
  if (option > 0 || words.some((word) => /^[-/](?:f[a-z]*|e[a-z]*)$/i.test(word) && !/^[-/]ex/i.test(word)))
    return option;
  const first = endOfOptions(
    words.map((word) => word.replace(/^\//, '-')),
    (word) => powerShellValues.test(word),
  );
  const named = /\.ps1$/i.test(words[first] ?? '') && words.length === first + 1;
  const isFile = programName(words[0] ?? '') === 'pwsh' && !/[\s|;(]/.test(words[first] ?? '');
  return first >= words.length || named || isFile ? -1 : first - 1;
}

/** Roughly: the rest of the line, its backslashes kept. */
function fromWindows(words: readonly string[], index: number): Inner | null {
  const inner = index < 0 ? null : text(words, index + 1, words.length);
  if (inner?.kind !== 'text') return null;
  return {
    ...inner,
    text: inner.text
      .replaceAll('\\', '\\\\')
      // `iex (…)` runs what the brackets give, as `$(…)` does.
      .replaceAll(/\b(iex|invoke-expression)\s{0,4}\(/gi, '$1 $('),
  };
}

function fromWrapper(words: readonly string[], { values = [], operands = 0 }: Wrapper): Inner | null {
  const program = programName(words[0] ?? '');
  const split = program === 'env' ? words.findIndex((word) => /^(?:-S|--split-string)$/.test(word)) : -1;
  let index = endOfOptions(words, (option) => values.includes(option));
  if (split > 0 && split < index) return text(words, split + 1, words.length);
  // `command -v curl` only asks.
  if (program === 'command' && /^-[vV]$/.test(words[1] ?? '')) return null;
  index += operands;
  if (words[index] === '--') index++;
  const first = index;
  const sets = program === 'env' || program === 'sudo';
  while (sets && /^[A-Za-z_]\w*=/.test(words[index] ?? '')) index++;
  if (index >= words.length) return null;
  return { kind: 'words', words: words.slice(index), assignments: words.slice(first, index) };
}
