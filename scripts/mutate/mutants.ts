import { parseAst } from 'vitest/node';

/** A change of a source file: `to` replaces the text between two offsets. If `to` is null, the statement is removed. `reach` is the key of the enclosing function. */
export type Mutant = { start: number; end: number; to: string | null; functionKey: string };
/** The possible mutants and the functions of a source file. A function's key is unique within the file. */
export type Source = { mutants: Mutant[]; functions: { key: string; start: number; end: number; isBlock: boolean }[] };

type Node = { type: string; start: number; end: number } & Record<string, any>;

const OPERATORS: Record<string, string> = {
  '<': '<=',
  '<=': '<',
  '>': '>=',
  '>=': '>',
  '===': '!==',
  '!==': '===',
  '-': '+',
  '*': '/',
  '/': '*',
  '%': '*',
  '+': '-',
};
const CALLS = new Map([
  ['max', 'min'],
  ['min', 'max'],
  ['some', 'every'],
  ['every', 'some'],
  ['floor', 'ceil'],
  ['ceil', 'floor'],
]);
const SQL: [RegExp, string][] = [
  [/ <= /g, ' < '],
  [/ >= /g, ' > '],
  [/ < /g, ' <= '],
  [/ > /g, ' >= '],
  [/ = /g, ' <> '],
  [/ is null/g, ' is not null'],
  [/ is not null/g, ' is null'],
  [/\bnot exists/g, 'exists'],
  [/ and /g, ' or '],
  [/ or /g, ' and '],
  [/ desc\b/g, ' asc'],
  [/\bmax\(/g, 'min('],
];
/** Nodes that are not mutated: types have no effect at run time, and imports and member names are not behaviour. */
const SKIPPED = ['ImportDeclaration', 'ExportAllDeclaration', 'TSInterfaceDeclaration', 'TSTypeAliasDeclaration'];
const SKIPPED_KEYS = [
  'typeAnnotation',
  'typeParameters',
  'typeArguments',
  'returnType',
  'superTypeArguments',
  'parent',
];

const isText = (node: Node): boolean =>
  node.type === 'TemplateLiteral' ||
  (node.type === 'Literal' && typeof node.value === 'string') ||
  (node.type === 'BinaryExpression' && node.operator === '+' && (isText(node.left) || isText(node.right)));

/** Returns the possible mutations of a node, each as a part of the text and its replacement. */
function changesOf(node: Node, code: string): [Node, string | null][] {
  const text = ({ start, end }: Node) => code.slice(start, end);
  switch (node.type) {
    case 'BinaryExpression': {
      const to = OPERATORS[node.operator];
      if (to === undefined || (node.operator === '+' && isText(node))) return [];
      const between = code.slice(node.left.end, node.right.start).replace(node.operator, to);
      return [[node, code.slice(node.start, node.left.end) + between + code.slice(node.right.start, node.end)]];
    }
    case 'LogicalExpression':
      return node.operator === '??'
        ? [[node, text(node.left)]]
        : [node.left, node.right].map((side) => [node, text(side)]);
    case 'IfStatement':
      return [
        [node.test, `!(${text(node.test)})`],
        [node.test, 'false'],
      ];
    case 'ConditionalExpression':
      return [[node.test, `!(${text(node.test)})`]];
    case 'UnaryExpression':
      return node.operator === '!' ? [[node, text(node.argument)]] : [];
    case 'Literal':
      if (typeof node.value === 'number') return [[node, node.value === 0 ? '1' : `(${node.raw} + 1)`]];
      return typeof node.value === 'boolean' ? [[node, String(!node.value)]] : [];
    case 'ExpressionStatement':
      return node.directive || node.expression.callee?.type === 'Super' ? [] : [[node, null]];
    case 'CallExpression': {
      const { callee, arguments: given } = node;
      if (callee.type === 'Identifier' && (callee.name === 'and' || callee.name === 'or') && given.length > 1) {
        return given.map((left: Node) => [
          node,
          `${callee.name}(${given
            .filter((each: Node) => each !== left)
            .map(text)
            .join(', ')})`,
        ]);
      }
      const to = callee.type === 'MemberExpression' ? CALLS.get(callee.property.name) : undefined;
      return to === undefined
        ? []
        : [[node, `${code.slice(node.start, callee.property.start)}${to}${code.slice(callee.property.end, node.end)}`]];
    }
    case 'TaggedTemplateExpression':
      if (node.tag.name !== 'sql') return [];
      return node.quasi.quasis.flatMap((quasi: Node) =>
        SQL.flatMap(([pattern, to]) =>
          [...text(quasi).matchAll(pattern)].map((match) => {
            const at = quasi.start + match.index;
            return [node, code.slice(node.start, at) + to + code.slice(at + match[0].length, node.end)];
          }),
        ),
      );
    default:
      return [];
  }
}

/** Finds the functions and the possible mutants of a source file. */
export function readSource(code: string): Source {
  const source: Source = { mutants: [], functions: [] };
  function walk(node: Node, reach: string, isLoop: boolean): void {
    if (SKIPPED.includes(node.type)) return;
    // A mutated loop condition or step could make the loop endless.
    const isLoopControl = isLoop && node.type !== 'BlockStatement';
    if (!isLoopControl) {
      for (const [{ start, end }, to] of changesOf(node, code))
        source.mutants.push({ start, end, to, functionKey: reach });
    }
    let inside = reach;
    if (node.body && (node.type === 'ArrowFunctionExpression' || node.type.startsWith('Function'))) {
      inside = String(source.functions.length);
      const { start, end, type } = node.body;
      source.functions.push({ key: inside, start, end, isBlock: type === 'BlockStatement' });
    }
    for (const [key, child] of Object.entries(node)) {
      if (SKIPPED_KEYS.includes(key) || (key === 'key' && !node.computed)) continue;
      const loops = ['test', 'update'].includes(key) && /^(For|While|DoWhile)/.test(node.type);
      for (const each of [child].flat()) if (each?.type) walk(each, inside, loops || (isLoopControl && isLoop));
    }
  }
  walk(parseAst(code, { lang: 'ts' }) as Node, '', false);
  return source;
}

type Edit = { start: number; end: number; wrap: (inner: string) => string };

/** Returns a part of a file with each edit applied to its range. The edits are sorted, outer ones first. */
function applyEdits(code: string, start: number, end: number, [edit, ...rest]: Edit[]): string {
  if (!edit) return code.slice(start, end);
  const isWithin = (each: Edit) => each.start >= edit.start && each.end <= edit.end;
  const inner = applyEdits(code, edit.start, edit.end, rest.filter(isWithin));
  const after = applyEdits(
    code,
    edit.end,
    end,
    rest.filter((each) => !isWithin(each)),
  );
  return code.slice(start, edit.start) + edit.wrap(inner) + after;
}

/** Instruments a source: a mutant is switched on by its id, and each function records when it is entered. */
export function instrument(path: string, code: string, source: Source, mutants: (Mutant & { id: number })[]): string {
  const switches = mutants.map(({ start, end, id, to }) => ({
    start,
    end,
    wrap(inner: string) {
      const isOn = `globalThis.isMutant?.(${id})`;
      return to === null ? `if (!${isOn}) ${inner}` : `(${isOn} ? (${to}) : (${inner}))`;
    },
  }));
  const marks = source.functions.map(({ key, start, end, isBlock }) => ({
    start,
    end,
    wrap(inner: string) {
      const mark = `globalThis.entersFunction?.(${JSON.stringify(`${path}#${key}`)})`;
      return isBlock ? `{${mark};${inner.slice(1)}` : `(${mark}, ${inner})`;
    },
  }));
  const edits = [...marks, ...switches].toSorted((a, b) => a.start - b.start || b.end - a.end);
  return applyEdits(code, 0, code.length, edits);
}
