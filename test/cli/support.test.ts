// The parts of the command line that need no process: dates, text for terminals, files, codes, tables.
import { symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { findingAmong } from '../../cli/decision/finding-id.ts';
import { judgeExample } from '../../cli/examples/judge-example.ts';
import { findFiles } from '../../cli/input/files.ts';
import { problemLine } from '../../cli/input/problem.ts';
import { decode } from '../../cli/input/text.ts';
import { widestColumn, wrapped } from '../../cli/report/columns.ts';
import { escaped } from '../../cli/report/escape.ts';
import { outcomesOf } from '../../cli/report/report.ts';
import { findingTable } from '../../cli/report/table.ts';
import { textTable } from '../../cli/report/text-table.ts';
import { exit, gravest, UsageError } from '../../cli/terminal/exit.ts';
import { isoDate, wantsColour } from '../../cli/terminal/options.ts';
import { painter, plain } from '../../cli/terminal/terminal.ts';
import { runExamples } from '../../shared/controls/examples/run.ts';
import type { Finding } from '../../shared/model/finding.ts';
import { emptyFolder, folderWith } from './cli.ts';
import { badDefinition, goodDefinition } from './documents.ts';

describe('--now', () => {
  it.each([
    ['2026-11-24', '2026-11-24T00:00:00.000Z'],
    ['2026-11-24T09:30', '2026-11-24T09:30:00.000Z'],
    ['2026-11-24T09:30:15Z', '2026-11-24T09:30:15.000Z'],
    ['2026-11-24T09:30:15.5+02:00', '2026-11-24T07:30:15.500Z'],
    ['2028-02-29', '2028-02-29T00:00:00.000Z'],
  ])('%s is %s', (written, time) => expect(isoDate(written)).toBe(time));

  it.each([
    '',
    'today',
    '24.11.2026',
    '2026-02-31',
    '2026-13-01',
    '2027-02-29T00:00Z',
    '2026-11-24x',
    '2026-11-24T25:00',
  ])('%s is none', (written) => expect(() => isoDate(written)).toThrow('ISO date'));
});

describe('text for a terminal', () => {
  it('keeps letters and shows everything that drives', () => {
    expect(plain('größe 😀 日本')).toBe('größe 😀 日本');
    expect(plain('a\u001b[31mb\u009b0m')).toBe('a\\u001b[31mb\\u009b0m');
    expect(plain('a\u202eb\u{e0041}c')).toBe('a\\u202eb\\u{e0041}c');
    expect(plain('one\r\n\ttwo\u2028')).toBe('one two\\u2028');
  });

  it('is never left with a control or format character', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(plain(text)).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u);
        expect(escaped(text)).not.toMatch(/[<>"'\p{Cc}\p{Cf}\uFFFE\uFFFF]|&(?!(?:amp|lt|gt|quot|#39);)/u);
      }),
    );
  });

  it('is not coloured on a terminal that is dumb', () => {
    vi.stubEnv('TERM', 'dumb');
    vi.stubEnv('NO_COLOR', '');
    expect(wantsColour({ color: true }, true)).toBe(false);
    vi.stubEnv('TERM', 'xterm');
    expect(wantsColour({ color: true }, true)).toBe(true);
    vi.unstubAllEnvs();
  });

  it('is coloured on a terminal only, and not where NO_COLOR is set', () => {
    const former = process.env.NO_COLOR;
    try {
      for (const [color, terminal, no, wanted] of [
        [true, true, undefined, true],
        [true, true, '', true],
        [true, true, '1', false],
        [false, true, undefined, false],
        [true, false, undefined, false],
      ] as const) {
        if (no === undefined) delete process.env.NO_COLOR;
        else process.env.NO_COLOR = no;
        expect(wantsColour({ color }, terminal)).toBe(wanted);
      }
    } finally {
      if (former === undefined) delete process.env.NO_COLOR;
      else process.env.NO_COLOR = former;
    }
    expect(painter(false)('red', 'x')).toBe('x');
    expect(painter(true)('red', 'x')).toBe('\u001b[31mx\u001b[39m');
  });
});

describe('tables', () => {
  const text = fc.string({ unit: fc.constantFrom('a', 'b', ' ', '/', '.', 'ü', '😀'), maxLength: 60 });

  it('wrap without losing a character, within the width', () => {
    fc.assert(
      fc.property(text, fc.integer({ min: 4, max: 30 }), (words, width) => {
        const lines = wrapped(words, width);
        expect(lines.join('').replaceAll(' ', '')).toBe(words.replaceAll(' ', ''));
        for (const line of lines) expect([...line].length).toBeLessThanOrEqual(width);
      }),
    );
  });

  it('go on behind a seam of a long word', () => {
    expect(wrapped('namespace-isolation/no-privileged', 22)).toEqual([
      'namespace-isolation/',
      'no-privileged',
    ]);
    expect(wrapped('a short text with a longwordwithoutany seam', 12)).toEqual([
      'a short text',
      'with a',
      'longwordwith',
      'outany seam',
    ]);
  });

  it('fit a terminal of 100 columns, and need as much as they need elsewhere', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(text, text, text, text), { minLength: 1, maxLength: 5 }), (rows) => {
        const letters = rows.map((row) => row.map((cell) => cell.replaceAll('😀', 'x')));
        const narrow = textTable(['ONE', 'TWO', 'THREE', 'FOUR'], letters, painter(false), 100);
        for (const line of narrow.split('\n')) expect([...line].length).toBeLessThanOrEqual(100);
        const wide = textTable(['ONE', 'TWO', 'THREE', 'FOUR'], letters, painter(false));
        expect(wide.trimEnd().split('\n').length).toBeLessThanOrEqual(rows.length + 1);
        for (const cell of letters.flat()) expect(wide).toContain(cell.trimEnd());
      }),
    );
    expect(widestColumn([['a', 'b']], 100)).toBe(Number.POSITIVE_INFINITY);
  });

  it('of findings fit too, with ids that are long enough to ask for', () => {
    const finding: Finding = {
      id: '0123456789abcdef'.repeat(4),
      formerId: 'fedcba98'.repeat(4),
      control: 'namespace-isolation/no-privileged',
      severity: 'critical',
      kind: 'state',
      status: 'open',
      dormant: true,
      reopened: 0,
      subject: {
        kind: 'workload',
        platform: 'ecs',
        id: 'x',
        name: 'web\u001b[2J',
        account: null,
        region: null,
      },
      firstSeen: '2026-11-17T09:00:00.000Z',
      lastSeen: '2026-11-17T09:00:00.000Z',
      instances: ['a', 'b'],
      moreInstances: true,
      evidence: [{ path: 'a', found: true, wanted: false, message: 'container web runs privileged' }],
      waivedUntil: null,
      cluster: null,
      namespace: null,
      group: null,
      tags: null,
      actor: null,
      session: null,
      actors: [],
      moreActors: false,
      response: null,
      unknown: null,
    };
    const narrow = findingTable([finding], painter(false), 100);
    for (const line of narrow.split('\n')) expect(line.length).toBeLessThanOrEqual(100);
    expect(narrow).toContain('01234567');
    for (const written of [
      '0123',
      '01234567',
      '012345..bcdef',
      finding.id,
      'fedcba98'.repeat(4),
      'fedcba..dcba98',
    ])
      expect(findingAmong([finding], written)).toBe(finding);
    for (const written of ['', '..', '..bcdef', '1', '012..0', '0123456789abcdef..fedcba98'])
      expect(() => findingAmong([finding], written)).toThrow(UsageError);
    expect(narrow).not.toContain(finding.id);
    const wide = findingTable([finding], painter(false));
    expect(wide.trimEnd().split('\n')).toHaveLength(2);
    for (const part of [finding.id, 'open (dormant)', '2+', 'web\\u001b[2J']) expect(wide).toContain(part);
  });
});

describe('files', () => {
  it('come in one order, each folder once, with what is left out by reason', () => {
    const root = folderWith({
      'b.json': '',
      'a/c.JSON': '',
      'a/d.json.gz': '',
      '.git/x.json': '',
      'e.txt': '',
    });
    symlinkSync(root, join(root, 'a/loop'));
    const { files, dropped, problems } = findFiles([root, join(root, 'a')], ['.json']);
    expect(files.map(({ path, named }) => [path.slice(root.length + 1), named])).toEqual([
      ['a/c.JSON', false],
      ['b.json', false],
    ]);
    expect(Object.fromEntries(dropped)).toEqual({
      'a folder seen already (symbolic link)': 2,
      'folder .git': 1,
      'file type not judged': 2,
    });
    expect(problems).toEqual([]);
  });

  it('with an image layout are one input only where layouts are wanted', () => {
    const root = emptyFolder();
    writeFileSync(join(root, 'oci-layout'), '{}');
    writeFileSync(join(root, 'index.json'), '{}');
    expect(findFiles([root], ['.json'], { layouts: true }).files).toEqual([
      { path: root, named: true, layout: true },
    ]);
    expect(findFiles([root], ['.json']).files).toEqual([{ path: join(root, 'index.json'), named: false }]);
  });

  it('that are no text name line and column of the first bad byte', () => {
    const bytes = (...parts: (string | number[])[]) =>
      Buffer.concat(
        parts.map((part) => (typeof part === 'string' ? Buffer.from(part) : Uint8Array.from(part))),
      );
    const place = (content: Uint8Array) => {
      const found = decode(content, 'f');
      return found.ok ? found.text : [found.problem.code, found.problem.line, found.problem.column];
    };
    expect(place(bytes('ok'))).toBe('ok');
    expect(place(bytes([0xef, 0xbb, 0xbf], 'ok'))).toBe('ok');
    expect(place(bytes('é\n\ufffdü', [0xff]))).toEqual(['invalid-utf8', 2, 3]);
    expect(place(bytes('a\nb', [0xe2, 0x82]))).toEqual(['invalid-utf8', 2, 2]);
    expect(place(bytes([0xfe, 0xff, 0, 0x41]))).toBe('A');
  });
});

describe('the rest', () => {
  it('the gravest code wins', () => {
    expect(gravest()).toBe(exit.ok);
    expect(gravest(exit.found, exit.ok)).toBe(1);
    expect(gravest(exit.found, exit.usage)).toBe(2);
    expect(gravest(exit.environment, exit.usage, exit.found)).toBe(3);
  });

  it('--only takes outcomes only', () => {
    expect(outcomesOf('fail, unknown')).toEqual(new Set(['fail', 'unknown']));
    for (const wrong of ['', 'fail,', 'fails', 'fail unknown'])
      expect(() => outcomesOf(wrong)).toThrow(UsageError);
  });

  it('a problem’s line is file:line:column', () => {
    const problem = { file: 'a', line: 1, column: 2, index: 3, code: 'x', message: 'is wrong', remedy: '' };
    expect(problemLine(problem)).toBe('a:1:2: is wrong');
    expect(problemLine({ ...problem, column: null, remedy: 'mend it' })).toBe('a:1: is wrong (mend it)');
    expect(problemLine({ ...problem, line: null })).toBe('a:[3]: is wrong');
    expect(problemLine({ ...problem, line: null, index: null })).toBe('a: is wrong');
  });

  it('an example that does not hold is told', async () => {
    const says = 'says so';
    const results = await runExamples(
      'namespace-isolation/no-privileged',
      {
        fails: [
          {
            says,
            given: JSON.parse(JSON.stringify(badDefinition)),
            at: 'containerDefinitions[7].privileged',
          },
          { says, given: JSON.parse(JSON.stringify(goodDefinition)) },
        ],
        passes: [{ says, given: JSON.parse(JSON.stringify(badDefinition)) }],
      },
      judgeExample,
    );
    expect(results.map(({ problems }) => problems.length > 0)).toEqual([true, true, true]);
    expect(results[0]?.problems).toContain(
      'the evidence must name containerDefinitions[7].privileged, it names containerDefinitions[0].privileged',
    );
    expect(results[1]?.problems[0]).toContain('expected fail, but got pass');
  });
});
