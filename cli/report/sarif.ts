// SARIF 2.1.0: failing verdicts as results with source lines, for code scanning in delivery pipelines.
// Shape: OASIS "Static Analysis Results Interchange Format (SARIF) Version 2.1.0".
import type { Control } from '../../shared/model/control.ts';
import type { Severity, Verdict } from '../../shared/model/verdict.ts';
import type { Problem } from '../input/problem.ts';
import { plain } from '../terminal/terminal.ts';
import type { Output } from './output.ts';
import type { Ending, Report } from './report.ts';

export interface Position {
  /** From 1. */
  readonly line: number;
  /** From 1. */
  readonly column: number;
}

/** Where the path of an evidence stands in its file; null: not known. */
export type Locate = (verdict: Verdict, path: string) => Position | null;

const levels: Readonly<Record<Severity, 'error' | 'warning' | 'note'>> = {
  critical: 'error',
  high: 'error',
  medium: 'warning',
  low: 'note',
};

/** GitHub code scanning sorts by `security-severity`, on CVSS's scale of 0 to 10. */
const scores: Readonly<Record<Severity, string>> = {
  critical: '9.5',
  high: '8.0',
  medium: '5.5',
  low: '2.0',
};

export function sarifReport(
  output: Output,
  controls: readonly Control[],
  locate: Locate,
  version: string,
): Report {
  const results: unknown[] = [];
  const used = new Map<string, Severity>();
  return {
    verdict(verdict, waiver = null) {
      if (verdict.outcome !== 'fail') return;
      used.set(verdict.control, verdict.severity);
      const suppressions =
        waiver === null ? {} : { suppressions: [{ kind: 'external', justification: plain(waiver.reason) }] };
      for (const { path, message } of verdict.evidence)
        results.push({ ...resultOf(verdict, path, message, locate), ...suppressions });
    },
    async end({ errors }: Ending) {
      const rules = controls
        .filter(({ id }) => used.has(id))
        .map((control) => ruleOf(control, used.get(control.id) ?? 'low'));
      const driver = { name: 'Seawall', version, rules };
      const log = {
        $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
        version: '2.1.0',
        runs: [
          {
            tool: { driver },
            columnKind: 'utf16CodeUnits',
            invocations: [
              {
                executionSuccessful: errors.length === 0,
                toolExecutionNotifications: errors.map(notification),
              },
            ],
            results,
          },
        ],
      };
      await output.write(`${JSON.stringify(log, null, 2)}\n`);
    },
  };
}

function ruleOf(control: Control, severity: Severity) {
  return {
    id: control.id,
    shortDescription: messageOf(control.title),
    fullDescription: messageOf(control.why),
    help: messageOf(control.fix),
    defaultConfiguration: { level: levels[severity] },
    properties: { tags: ['security', control.family], 'security-severity': scores[severity] },
  };
}

function resultOf(verdict: Verdict, path: string, message: string, locate: Locate) {
  const position = locate(verdict, path);
  const region =
    position === null ? {} : { region: { startLine: position.line, startColumn: position.column } };
  return {
    ruleId: verdict.control,
    level: levels[verdict.severity],
    message: messageOf(message),
    locations: [
      {
        physicalLocation: { artifactLocation: { uri: uriOf(verdict.source.file) }, ...region },
        logicalLocations: [{ fullyQualifiedName: plain(path), name: plain(verdict.subject.name) }],
      },
    ],
    partialFingerprints: { 'seawall/v1': plain(`${verdict.control}:${verdict.subject.id}:${path}`) },
  };
}

/** What could not be read: code scanning shows that the run was not whole. */
function notification({ file, line, column, code, message, remedy }: Problem) {
  const region = line === null ? {} : { region: { startLine: line, startColumn: column ?? 1 } };
  return {
    level: 'error',
    descriptor: { id: code },
    message: messageOf(remedy === '' ? message : `${message} (${remedy})`),
    locations: [{ physicalLocation: { artifactLocation: { uri: uriOf(file) }, ...region } }],
  };
}

/**
 * A text as a message: no part of it is a link (3.11.6: brackets are escaped) or a placeholder (3.11.5: braces are doubled),
 * and nothing in it turns the text around or hides it.
 */
function messageOf(text: string) {
  return { text: plain(text).replace(/[[\]]/g, '\\$&').replace(/[{}]/g, '$&$&') };
}

/** A relative file as a URI reference; each part is escaped by itself. */
function uriOf(file: string | null): string {
  if (file === null || file === '-') return 'stdin';
  return file.replaceAll('\\', '/').split('/').map(encodeURIComponent).join('/');
}
