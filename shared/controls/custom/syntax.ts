// Reads an expression and refuses, before anything is evaluated, what is wrong in it or could cost too much.
// SPDX-License-Identifier: Apache-2.0
import { type CelEnv, isCelError, parse, run } from '@bufbuild/cel';
import type { SubjectKind } from '../../model/subject.ts';
import { nearest } from '../../policy/nearest.ts';
import { isHeavy } from '../../schema/pattern.ts';
import { containerFields, fields, policyFields } from './fields.ts';
import { roundCall } from './meter.ts';

export type Expr = ReturnType<typeof parse>['expr'];
type Comprehension = Extract<Expr['exprKind'], { case: 'comprehensionExpr' }>['value'];
type Call = Extract<Expr['exprKind'], { case: 'callExpr' }>['value'];

export const limits = { characters: 4_000, nodes: 1_000, depth: 100, macros: 4 } as const;

/** Something wrong in an expression; `offset` counts characters from its beginning. */
export class WrongExpression extends Error {
  readonly offset: number;
  readonly remedy: string;
  constructor(offset: number, message: string, remedy: string) {
    super(message);
    this.offset = offset;
    this.remedy = remedy;
  }
}

/** The expression as a tree whose macros charge for each round. Throws WrongExpression. */
export function readExpression(text: string, kind: SubjectKind, env: CelEnv): Expr {
  if (text.length > limits.characters)
    throw new WrongExpression(0, `has more than ${limits.characters} characters`, 'split the control');
  const { expr, sourceInfo } = parsed(text);
  const offsetOf = (node: Expr) => sourceInfo?.positions[String(node.id)] ?? 0;
  new Reader(kind, env, offsetOf).read(expr, {
    ...{ depth: 0, macros: 0, names: [kind, 'policy', ...typeNames] },
    variables: new Map(),
  });
  return expr;
}

const typeNames = ['int', 'uint', 'double', 'bool', 'string', 'bytes', 'list', 'map', 'null_type', 'type'];

function parsed(text: string) {
  try {
    return parse(text);
  } catch (error) {
    throw new WrongExpression(offsetOfError(error, text), said(error), 'see docs/custom-controls.md');
  }
}

function offsetOfError(error: unknown, text: string): number {
  const place: unknown = error instanceof Error && 'location' in error ? error.location : null;
  const { start } = (place ?? {}) as { start?: { offset?: number } };
  return Math.min(start?.offset ?? 0, Math.max(text.length - 1, 0));
}

/** The parser's messages begin with a place of their own. */
function said(error: unknown): string {
  if (error instanceof RangeError) return 'is nested too deep';
  const message = error instanceof Error ? error.message.split('\n')[0] : undefined;
  return `cannot be read: ${(message ?? '').replace(/^<input>:\d+:\d+: /, '').slice(0, 200)}`;
}

interface Around {
  readonly depth: number;
  readonly macros: number;
  readonly names: readonly string[];
  /** The variables of macros, which hide names around them, with the fields each has; null: nobody can tell before it runs. */
  readonly variables: ReadonlyMap<string, readonly string[] | null>;
}

class Reader {
  #nodes = 0;
  readonly #kind: SubjectKind;
  readonly #env: CelEnv;
  readonly #offsetOf: (node: Expr) => number;

  constructor(kind: SubjectKind, env: CelEnv, offsetOf: (node: Expr) => number) {
    this.#kind = kind;
    this.#env = env;
    this.#offsetOf = offsetOf;
  }

  read(node: Expr, around: Around): void {
    this.#nodes++;
    if (this.#nodes > limits.nodes) throw this.#wrong(node, 'has too many parts', 'split the control');
    if (around.depth > limits.depth) throw this.#wrong(node, 'is nested too deep', 'split the control');
    const below = { ...around, depth: around.depth + 1 };
    const { exprKind } = node;
    switch (exprKind.case) {
      case 'identExpr':
        this.#name(node, exprKind.value.name.replace(/^\./, ''), around.names);
        break;
      case 'selectExpr':
        this.#field(node, exprKind.value.operand, exprKind.value.field, around);
        this.#all([exprKind.value.operand], below);
        break;
      case 'callExpr':
        this.#call(node, exprKind.value, below);
        break;
      case 'listExpr':
        this.#all(exprKind.value.elements, below);
        break;
      case 'structExpr':
        if (exprKind.value.messageName !== '')
          throw this.#wrong(
            node,
            `makes a ${exprKind.value.messageName}`,
            'use maps, lists and plain values',
          );
        for (const { keyKind, value } of exprKind.value.entries)
          this.#all([keyKind.case === 'mapKey' ? keyKind.value : undefined, value], below);
        break;
      case 'comprehensionExpr':
        this.#macro(node, exprKind.value, below);
        break;
    }
  }

  #all(nodes: readonly (Expr | undefined)[], around: Around): void {
    for (const node of nodes) if (node !== undefined) this.read(node, around);
  }

  #name(node: Expr, name: string, names: readonly string[]): void {
    if (names.includes(name)) return;
    const near = nearest(name, names);
    const remedy = near === null ? `use ${this.#kind} or policy` : `did you mean ${near}?`;
    throw this.#wrong(node, `there is no ${name}: expected ${this.#kind} or policy`, remedy);
  }

  /** A field that no subject of the kind has would be an error each time, or with `has` never be there. */
  #field(node: Expr, operand: Expr | undefined, field: string, { variables }: Around): void {
    const of = nameIn(operand);
    if (of === null) return;
    const known = variables.has(of) ? variables.get(of) : this.#fieldsOf(of);
    if (known === null || known === undefined || known.includes(field)) return;
    const near = nearest(field, known);
    const remedy = near === null ? `it has ${known.join(', ')}` : `did you mean ${near}?`;
    throw this.#wrong(node, `${of} has no field ${field}`, remedy);
  }

  #fieldsOf(name: string): readonly string[] | null {
    if (name === this.#kind) return fields[this.#kind];
    return name === 'policy' ? policyFields : null;
  }

  /** The fields of each item that a macro goes over, where the expression itself tells. */
  #itemsOf(range: Expr | undefined, { variables }: Around): readonly string[] | null {
    if (range?.exprKind.case !== 'selectExpr') return null;
    const { operand, field } = range.exprKind.value;
    const of = nameIn(operand);
    return of === 'workload' && !variables.has(of) && field === 'containers' ? containerFields : null;
  }

  #call(node: Expr, { target, function: name, args }: Call, below: Around): void {
    if (name === 'has')
      throw this.#wrong(node, 'has() takes a field', `such as has(${this.#kind}.tags.team)`);
    if (!planned.has(name) && this.#env.funcs.find(name) === undefined)
      throw this.#wrong(
        node,
        `there is no function ${name}`,
        'see docs/custom-controls.md for those there are',
      );
    if (name === 'matches') this.#pattern(node, args);
    this.#all([target, ...args], below);
  }

  /** Known now, a pattern is checked now, and nobody's data can make one. */
  #pattern(node: Expr, args: readonly Expr[]): void {
    const literal = args.at(-1)?.exprKind;
    const constant = literal?.case === 'constExpr' ? literal.value.constantKind : undefined;
    if (constant?.case !== 'stringValue')
      throw this.#wrong(node, 'the pattern of matches() is not a text', 'write the pattern in quotes');
    if (isHeavy(constant.value))
      throw this.#wrong(node, 'the pattern is too costly', 'repeat less: {n} counts for n times the pattern');
    const tried = run('"".matches(pattern)', { pattern: constant.value });
    if (isCelError(tried))
      throw this.#wrong(
        node,
        `the pattern cannot be used: ${tried.message.slice(0, 200)}`,
        'RE2 syntax is wanted',
      );
  }

  #macro(node: Expr, macro: Comprehension, below: Around): void {
    if (below.macros >= limits.macros)
      throw this.#wrong(node, `nests more than ${limits.macros} macros`, 'split the control');
    const inside = {
      depth: below.depth,
      macros: below.macros + 1,
      names: [...below.names, macro.iterVar, macro.accuVar],
      variables: new Map(below.variables).set(macro.iterVar, this.#itemsOf(macro.iterRange, below)),
    };
    this.#all([macro.iterRange, macro.accuInit], below);
    this.#all([macro.loopCondition, macro.loopStep, macro.result], inside);
    if (macro.loopCondition !== undefined) macro.loopCondition = charging(macro.loopCondition);
  }

  #wrong(node: Expr, message: string, remedy: string): WrongExpression {
    return new WrongExpression(this.#offsetOf(node), message, remedy);
  }
}

function nameIn(node: Expr | undefined): string | null {
  return node?.exprKind.case === 'identExpr' ? node.exprKind.value.name.replace(/^\./, '') : null;
}

/** What the library plans by itself, without a function. */
const planned: ReadonlySet<string> = new Set(['_[_]', '_?_:_', '_&&_', '_||_', '@not_strictly_false']);

function charging(condition: Expr): Expr {
  return {
    $typeName: 'cel.expr.Expr',
    id: condition.id,
    exprKind: {
      case: 'callExpr',
      value: { $typeName: 'cel.expr.Expr.Call', function: roundCall, args: [condition] },
    },
  };
}
