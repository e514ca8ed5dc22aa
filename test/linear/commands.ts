// What reads commands and shell text, each function as one of that text alone.

import { codeRun } from '../../shared/commands/code-run.ts';
import type { Command } from '../../shared/commands/command.ts';
import * as command from '../../shared/commands/command.ts';
import * as downloads from '../../shared/commands/downloads.ts';
import { effectOf } from '../../shared/commands/effects.ts';
import { assign, expandWhole, expandWords } from '../../shared/commands/expand.ts';
import * as fields from '../../shared/commands/fields.ts';
import * as folders from '../../shared/commands/folders.ts';
import { foreignCode } from '../../shared/commands/foreign-code.ts';
import * as inline from '../../shared/commands/inline.ts';
import * as interpreters from '../../shared/commands/interpreters.ts';
import * as later from '../../shared/commands/later.ts';
import { shellListeners } from '../../shared/commands/listeners.ts';
import { commandOf, isSubstitution } from '../../shared/commands/made.ts';
import * as redirects from '../../shared/commands/redirects.ts';
import * as renamed from '../../shared/commands/renamed.ts';
import * as reshaping from '../../shared/commands/reshaping.ts';
import * as run from '../../shared/commands/run.ts';
import { selfUpdates } from '../../shared/commands/self-update.ts';
import { shellCommands } from '../../shared/commands/shell.ts';
import { shellTokens } from '../../shared/commands/shell-tokens.ts';
import { readLines, readWord } from '../../shared/commands/shell-word.ts';
import * as sourceCode from '../../shared/commands/source-code.ts';
import * as syntax from '../../shared/commands/syntax.ts';
import * as textTools from '../../shared/commands/text-tools.ts';
import * as value from '../../shared/commands/value.ts';
import * as world from '../../shared/commands/world.ts';
import * as wrappers from '../../shared/commands/wrappers.ts';

type OfText = (text: string) => unknown;

const words = (text: string) => text.split(' ');
/** Asks of every command in the text. */
const each =
  (ask: (one: Command) => unknown): OfText =>
  (text) =>
    commandsIn(text).map(ask);

/** Commands of one text are read once: here the time of what is asked of them counts. */
let last: { readonly text: string; readonly commands: readonly Command[] } = { text: '', commands: [] };
function commandsIn(text: string): readonly Command[] {
  if (last.text !== text) last = { text, commands: command.commandsOfText(text) };
  return last.commands;
}

const fieldsOf = (text: string) => words(text).map(value.plainField);
const callOf = (text: string): run.Call => ({
  fields: fieldsOf(text),
  assignments: [],
  redirects: [],
  input: value.known(text),
});
const runOf = (text: string): run.ShellRun => ({
  world: world.worldOf(text.length),
  commands: [],
  pipelines: 0,
});
const expandingOf = (text: string) => ({
  world: world.worldOf(text.length),
  substitute: () => value.known('x'),
});
const wordsIn = (text: string) =>
  shellTokens(text).flatMap((token) => (token.type === 'word' ? [token] : []));
const wordOf = (text: string) => readLines(text, { text: '', depth: 0, position: 0, tokens: () => [] });
const openedOf = (text: string): redirects.Opened[] => [
  { operator: '<', descriptor: null, target: text, field: value.plainField(text) },
  { operator: '>', descriptor: null, target: text, field: value.plainField(text) },
];
const made = (text: string) => commandOf(runOf(text), callOf(text), run.top);

export const ofCommands: Readonly<Record<string, OfText>> = {
  'commands/later.runsLater': later.runsLater,
  'commands/later.commandsOfTable': later.commandsOfTable,
  'commands/later.commandsOfLater': (text) => [
    later.commandsOfLater('/etc/cron.d/x', text),
    later.commandsOfLater('/etc/systemd/system/x.service', text),
  ],
  'commands/command.commandsOf': (text) => command.commandsOf([...words(text)], [text]),
  'commands/command.commandsOfText': command.commandsOfText,
  'commands/code-run.codeRun': (text) =>
    codeRun(made(text), fieldsOf(text), value.known(text), world.worldOf(text.length)),
  'commands/downloads.isDownload': each(downloads.isDownload),
  'commands/downloads.isDecoder': each(downloads.isDecoder),
  'commands/downloads.isConnection': each(downloads.isConnection),
  'commands/downloads.filesNamed': each(downloads.filesNamed),
  'commands/downloads.filesAsked': (text) =>
    downloads.filesAsked({ program: 'ftp', arguments: [] }, value.known(text)),
  'commands/effects.effectOf': (text) =>
    ['cat', 'echo', 'printf', 'read', 'set', 'mv', 'curl', 'tar'].map((program) =>
      effectOf({ ...made(text), program }, fieldsOf(`x ${text}`), callOf(text), world.worldOf(text.length)),
    ),
  'commands/expand.expandWords': (text) => expandWords(wordsIn(text), expandingOf(text)),
  'commands/expand.expandWhole': (text) => expandWhole(wordOf(text), expandingOf(text)),
  'commands/expand.assign': (text) =>
    assign({ name: 'a', appends: true, word: wordOf(text), from: 0, elements: null }, expandingOf(text)),
  'commands/fields.spaced': (text) => fields.spaced(fieldsOf(text)),
  'commands/fields.glued': (text) => fields.glued(fieldsOf(text)),
  'commands/fields.joinedPieces': (text) =>
    fields.joinedPieces([{ fields: [value.plainField(text)], splitAt: ' \t\n,', literal: false }]),
  'commands/folders.checkout': each(folders.checkout),
  'commands/folders.unpacking': each(folders.unpacking),
  'commands/foreign-code.foreignCode': (text) => foreignCode(commandsIn(text)),
  'commands/inline.inlineCode': (text) => inline.inlineCode({ program: 'python', arguments: [text] }),
  'commands/inline.ofPowerShell': inline.ofPowerShell,
  'commands/inline.isPowerShell': inline.isPowerShell,
  'commands/inline.environmentRun': (text) => inline.environmentRun({ program: 'python', arguments: [text] }),
  'commands/inline.programsStarted': (text) =>
    inline.programsStarted({ program: 'python', arguments: [text] }),
  'commands/inline.handsShell': (text) => inline.handsShell({ program: 'python', arguments: [text] }),
  'commands/interpreters.isLanguage': interpreters.isLanguage,
  'commands/interpreters.isInterpreter': each(interpreters.isInterpreter),
  'commands/interpreters.scriptIndex': each(interpreters.scriptIndex),
  'commands/interpreters.runsInput': each(interpreters.runsInput),
  'commands/listeners.shellListeners': (text) => shellListeners(commandsIn(text)),
  'commands/made.commandOf': made,
  'commands/made.isSubstitution': isSubstitution,
  'commands/redirects.redirectsOf': (text) =>
    redirects.redirectsOf([{ operator: '<', descriptor: null, target: wordOf(text) }], expandingOf(text)),
  'commands/redirects.inputOf': (text) => redirects.inputOf(world.worldOf(1), openedOf(text), value.nothing),
  'commands/redirects.written': (text) =>
    redirects.written(world.worldOf(1), value.known(text), openedOf(text)),
  'commands/renamed.renameProgram': (text) => [
    renamed.renameProgram(world.worldOf(1), text, 'a'),
    renamed.renameProgram(world.worldOf(1), '/bin/sh', text),
  ],
  'commands/renamed.nameAlias': (text) => renamed.nameAlias(world.worldOf(1), 'a', text),
  'commands/renamed.underItsName': (text) => {
    const one = world.worldOf(1);
    world.writeFile(one, 'x', value.known(`#!${text}`));
    return [
      renamed.underItsName([value.plainField('x')], one),
      renamed.underItsName(fieldsOf(`/${text}`), one),
    ];
  },
  'commands/reshaping.readsFiles': reshaping.readsFiles,
  'commands/reshaping.reshaped': (text) => reshaping.reshaped({ program: 'gunzip', arguments: words(text) }),
  'commands/run.runNodes': (text) => run.runNodes(runOf(text), syntax.syntaxOf(text), run.top),
  'commands/run.runFields': (text) => run.runFields(runOf(text), callOf(text), run.top),
  'commands/run.runUncalled': (text) => {
    const one = runOf(text);
    run.runNodes(one, syntax.syntaxOf(`f() { ${text}; }`), run.top);
    run.runUncalled(one);
  },
  'commands/self-update.selfUpdates': (text) => selfUpdates(commandsIn(text)),
  'commands/shell.shellCommands': shellCommands,
  'commands/shell-tokens.shellTokens': shellTokens,
  'commands/shell-word.readWord': (text) =>
    text === '' ? null : readWord({ text, depth: 0, position: 0, tokens: () => [] }),
  'commands/shell-word.readLines': wordOf,
  'commands/source-code.isCompiler': sourceCode.isCompiler,
  'commands/source-code.sourcesRun': (text) =>
    sourceCode.sourcesRun({ program: 'go', arguments: ['run', ...words(text)] }),
  'commands/source-code.holdsSource': (text) =>
    sourceCode.holdsSource({ program: 'go', arguments: words(text) }),
  'commands/text-tools.reversed': (text) => textTools.reversed(value.known(text)),
  'commands/text-tools.translated': (text) => [
    textTools.translated(['a-z', 'n-za-m'], value.known(text)),
    textTools.translated([text, text], value.known('apk')),
  ],
  'commands/syntax.syntaxOf': syntax.syntaxOf,
  'commands/syntax.syntaxOfTokens': (text) => syntax.syntaxOfTokens(shellTokens(text)),
  'commands/value.plainField': value.plainField,
  'commands/value.known': value.known,
  'commands/value.from': (text) => value.from('download', text),
  'commands/value.originsOf': (text) =>
    value.originsOf(words(text).map((name) => value.from('download', name))),
  'commands/value.joinedValues': (text) => value.joinedValues(words(text).map((one) => value.known(one))),
  'commands/world.worldOf': (text) => world.worldOf(text.length),
  'commands/world.spend': (text) => world.spend(world.worldOf(text.length), text.length),
  'commands/world.hold': (text) => world.hold(world.worldOf(1), text, []),
  'commands/world.holdsUnknown': world.holdsUnknown,
  'commands/world.baseName': world.baseName,
  'commands/world.writeFile': (text) => world.writeFile(world.worldOf(1), text, value.known(text)),
  'commands/world.fileAt': (text) => world.fileAt(world.worldOf(1), text),
  'commands/world.resolved': (text) => world.resolved(world.worldOf(1), text),
  'commands/world.folderOrigin': (text) => {
    const one = world.worldOf(1);
    one.folders.set('x', { kind: 'download', name: 'git' });
    return world.folderOrigin(one, text);
  },
  'commands/wrappers.isShell': wrappers.isShell,
  'commands/wrappers.programName': wrappers.programName,
  'commands/wrappers.unwrap': (text) => wrappers.unwrap(words(text)),
};
