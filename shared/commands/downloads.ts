// Code that arrives while the container runs: downloads and decoded text handed to interpreters, downloaded programs.
import { type Command, isSubstitution } from './command.ts';
import { isShell, programName } from './wrappers.ts';

const downloaders: ReadonlySet<string> = new Set(
  'bitsadmin curl wget aria2c lynx http https xh fetch iwr irm invoke-webrequest invoke-restmethod gsutil rclone start-bitstransfer'.split(
    ' ',
  ),
);
const interpreters =
  /^(?:python[\d.]*|pypy[\d.]*|perl[\d.]*|ruby[\d.]*|node|nodejs|deno|bun|php[\d.]*|lua[\d.]*|pwsh|powershell|tclsh)$/;
const evaluators: ReadonlySet<string> = new Set(['.', 'source', 'iex', 'invoke-expression']);

export function isDownload({ program, arguments: words }: Command): boolean {
  if (program === 'aws') return words.includes('s3') && words.some((word) => word.startsWith('s3://'));
  if (program === 'gcloud') return words[0] === 'storage' && words.some((word) => word.startsWith('gs://'));
  if (program === 'new-object') return words.some((word) => /webclient/i.test(word));
  if (program === 'certutil') return words.some((word) => /^[-/]urlcache$/i.test(word));
  return downloaders.has(program) && !words.every((word) => /^(?:--version|-V|--help|-h)$/.test(word));
}

/** Turns unreadable text back into what it stood for. */
export function isDecoder({ program, arguments: words }: Command): boolean {
  if (program === 'base64' || program === 'base32' || program === 'basenc') {
    return words.some((word) => /^(?:-[a-ce-z]*(?:d[a-z]*(?:D[a-z]*)?|D[a-z]*)|--decode)$/.test(word));
  }
  if (program === 'openssl')
    return words.some((word) => /^(?:base64|enc)$/.test(word)) && words.includes('-d');
  // Letters written as numbers: `printf '\\x63\\x75'`.
  if (program === 'printf' || program === 'echo')
    return words.some((word) => /(?:\\x[0-9a-f]{2}|\\0?[0-7]{3}){2}/i.test(word));
  return program === 'xxd' && words.some((word) => /^-[a-z]*r/.test(word));
}

export function isInterpreter({ program }: Command): boolean {
  return isShell(program) || interpreters.test(program) || evaluators.has(program);
}

/** Script of an interpreter, or its code on the command line. Null: it reads its standard input. */
export function scriptOf(command: Command): string | null {
  return isShell(command.program) ? shellScript(command.arguments) : languageScript(command.arguments);
}

function shellScript(words: readonly string[]): string | null {
  // `bash -s -- x`: x is an argument, and the script comes by standard input.
  const first = words.findIndex(
    (word, index) => !/^[-+]/.test(word) && !/^[-+][a-zA-Z]*[oO]$/.test(words[index - 1] ?? ''),
  );
  const options = first < 0 ? words : words.slice(0, first);
  const reads = options.some((word) => word === '-' || /^-[a-rt-zA-Z]*s[a-zA-Z]*$/.test(word));
  return reads || words[first] === '/dev/stdin' ? null : (words[first] ?? null);
}

function languageScript(words: readonly string[]): string | null {
  for (const [index, word] of words.entries()) {
    if (word === '-' || word === '/dev/stdin') return null;
    if (/^-(?:[a-z]{0,3}e|c|m|r|p|-eval|-print)$/.test(word)) return words[index + 1] ?? null;
    if (!word.startsWith('-')) return word;
  }
  return null;
}

/** True where the command is an interpreter that runs what comes by its standard input. */
export function runsInput(command: Command): boolean {
  if (command.program === 'iex' || command.program === 'invoke-expression') return true;
  if (evaluators.has(command.program)) return command.arguments[0] === '/dev/stdin';
  return isInterpreter(command) && scriptOf(command) === null;
}

/** Commands whose output is run: `$(…)` in the place of a program or script, `<(…)`, `<<< "$(…)"`. */
export function commandsRun(command: Command): readonly Command[] {
  const script = isSubstitution(command.path)
    ? command.path
    : isInterpreter(command)
      ? scriptOf(command)
      : null;
  const input = runsInput(command) ? command.redirects.map(({ target }) => target) : [];
  return command.substitutions
    .filter(({ text }) => [script ?? '', ...input].some((word) => word.startsWith(text)))
    .flatMap(({ commands }) => commands);
}

// Within code given to an interpreter: something fetched or decoded, and something that runs text.
const fetched =
  /urlopen|urlretrieve|requests\.get|httpx\.get|fetch\(|https?\.get\(|Net::HTTP|LWP|open-uri|file_get_contents\(|DownloadString/;
const decoded =
  /b64decode|base64_decode|fromhex|unhexlify|atob\(|Buffer\.from|decode64|FromBase64String|decode_base64/;
const evaluated =
  /\b(?:exec|eval|execSync|spawn|system|popen|iex|Invoke-Expression)\b|new Function|child_process|subprocess/i;

/** `python -c 'exec(urlopen(…))'`: what code on the command line does with text from elsewhere. */
export function inlineCode({ program, arguments: words }: Command): 'download' | 'encoded' | null {
  if (program === 'pwsh' || program === 'powershell') {
    if (words.some((word) => /^[-/]e(?:nc?|ncodedc[a-z]*)?$/i.test(word))) return 'encoded';
  } else if (!interpreters.test(program)) return null;
  const code = words.join(' ');
  if (!evaluated.test(code)) return null;
  if (fetched.test(code)) return 'download';
  return decoded.test(code) ? 'encoded' : null;
}

/** Base names of the files a download or decoder writes; empty where it writes none, or none worth running. */
export function filesWritten(command: Command): readonly string[] {
  const download = isDownload(command);
  if (!download && !isDecoder(command)) return [];
  const files = command.redirects.filter(({ operator }) => /^>/.test(operator)).map(({ target }) => target);
  if (download) files.push(...filesNamed(command));
  return files.map(baseName).filter((file) => !/^[-.&\d]*$|^null$/.test(file));
}

function filesNamed({ program, arguments: words }: Command): readonly string[] {
  const last = words.at(-1) ?? '';
  const address = words.findLast((word) => /^[a-z0-9]{1,10}:\/\//i.test(word)) ?? last;
  if (/^(?:aws|gsutil|gcloud|certutil|bitsadmin)$/.test(program)) return [address, last];
  const option =
    program === 'wget'
      ? /^(?:-[a-zA-NP-Z]*O|--output-document)(?:=?(.+))?$/
      : // `-o/tmp/x`, `-sSLo /tmp/x`: what follows the `o` of a cluster is the file.
        /^(?:-[fsSLkgjJRviN#46]*o|--output|-OutFile)(?:=?(.+))?$/;
  const named = words.flatMap((word, index) => {
    const match = option.exec(word);
    return match === null ? [] : [match[1] ?? words[index + 1] ?? ''];
  });
  const byAddress =
    program === 'curl'
      ? words.some((word) => /^(?:-[a-zA-Z]*O|--remote-name)/.test(word))
      : program === 'wget';
  return named.length === 0 && byAddress ? [address] : named;
}

export function baseName(path: string): string {
  return programName(path.split(/[?#]/, 1)[0] ?? '');
}
