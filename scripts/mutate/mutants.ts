import { parseAst } from 'vitest/node';

/** A change of a source file: `to` replaces the text between two offsets; a statement without `to` is left out. */
export type Mutant = { start: number; end: number; to: string | null };
type Node = { type: string; start: number; end: number } & Record<string, any>;

const swaps = (text: string): Map<string, string> =>
  new Map(text.split(', ').map((pair) => pair.split(' → ') as [string, string]));
const OPERATORS = swaps('< → <=, <= → <, > → >=, >= → >, === → !==, !== → ===, - → +, + → -, * → /, / → *, % → *');
const CALLS = swaps('max → min, min → max, some → every, every → some, floor → ceil, ceil → floor');
const SQL = swaps(
  '<= → <, >= → >, < → <=, > → >=, = → <>, is null → is not null, not exists → exists, and → or, or → and',
);

/** Types have no effect, and imports and the names of members are not for a test to check. */
const SKIPPED = /^(Import|ExportAll|TSInterface|TSTypeAlias)/;
const SKIPPED_KEYS = ['typeAnnotation', 'typeParameters', 'typeArguments', 'returnType', 'parent'];

const isText = (node: Node): boolean =>
  node.type === 'TemplateLiteral' ||
  (node.type === 'Literal' && typeof node.value === 'string') ||
  (node.operator === '+' && (isText(node.left) || isText(node.right)));

/** Returns the changes of one node, without those of its children. */
function changesOf(node: Node, code: string): Mutant[] {
  const text = ({ start, end }: Node): string => code.slice(start, end);
  const replace = ({ start, end }: Node, ...to: (string | null)[]) => to.map((each) => ({ start, end, to: each }));
  /** Replaces the text between two offsets, as a change of the whole node. */
  const within = (start: number, end: number, to: string): Mutant[] =>
    replace(node, code.slice(node.start, start) + to + code.slice(end, node.end));
  switch (node.type) {
    case 'BinaryExpression': {
      const to = OPERATORS.get(node.operator);
      if (to === undefined || (node.operator === '+' && isText(node))) return [];
      const between = code.slice(node.left.end, node.right.start);
      return within(node.left.end, node.right.start, between.replace(node.operator, to));
    }
    case 'LogicalExpression':
      return replace(node, text(node.left), ...(node.operator === '??' ? [] : [text(node.right)]));
    case 'IfStatement':
      return replace(node.test, `!(${text(node.test)})`, 'false');
    case 'ConditionalExpression':
      return replace(node.test, `!(${text(node.test)})`);
    case 'UnaryExpression':
      return node.operator === '!' ? replace(node, text(node.argument)) : [];
    case 'Literal':
      if (typeof node.value === 'number') return replace(node, node.value === 0 ? '1' : `(${node.raw} + 1)`);
      return typeof node.value === 'boolean' ? replace(node, String(!node.value)) : [];
    case 'ExpressionStatement':
      return node.directive || node.expression.callee?.type === 'Super' ? [] : replace(node, null);
    case 'CallExpression': {
      const { property } = node.callee;
      const to = CALLS.get(property?.name);
      return to === undefined ? [] : within(property.start, property.end, to);
    }
    case 'TaggedTemplateExpression':
      if (node.tag.name !== 'sql') return [];
      return node.quasi.quasis.flatMap((quasi: Node) =>
        [...SQL].flatMap(([from, to]) =>
          [...text(quasi).matchAll(new RegExp(` ${from} `, 'g'))].flatMap(({ index }) => {
            const at = quasi.start + index + 1;
            return within(at, at + from.length, to);
          }),
        ),
      );
    default:
      return [];
  }
}

/** Returns all changes inside the functions of a source file. What is evaluated once, when the file is loaded, stays. */
export function mutantsOf(code: string): Mutant[] {
  const found: Mutant[] = [];
  function walk(node: Node, isInFunction: boolean, isLoop: boolean): void {
    if (SKIPPED.test(node.type)) return;
    // A loop whose condition or step is changed may never end.
    if (isInFunction && !isLoop) found.push(...changesOf(node, code));
    const isFunction = node.type.includes('Function');
    for (const [key, child] of Object.entries(node)) {
      if (SKIPPED_KEYS.includes(key) || (key === 'key' && !node.computed)) continue;
      const loops = ['test', 'update'].includes(key) && /^(For|While|DoWhile)/.test(node.type);
      for (const each of [child].flat()) if (each?.type) walk(each, isInFunction || isFunction, loops);
    }
  }
  walk(parseAst(code, { lang: 'ts' }) as Node, false, false);
  return found;
}

type Numbered = Mutant & { id: number };

/** Returns the text between two offsets in which each mutant is switched on by its id. */
export function withSwitches(code: string, mutants: Numbered[], start = 0, end = code.length): string {
  const [outer, ...others] = mutants.toSorted((a, b) => a.start - b.start || b.end - a.end);
  if (!outer) return code.slice(start, end);
  const isInside = (each: Numbered): boolean => each.end <= outer.end;
  const inner = withSwitches(code, others.filter(isInside), outer.start, outer.end);
  const rest = others.filter((each) => !isInside(each));
  const isOn = `globalThis.isMutant?.(${outer.id})`;
  const switched = outer.to === null ? `if (!${isOn}) ${inner}` : `(${isOn} ? (${outer.to}) : (${inner}))`;
  return code.slice(start, outer.start) + switched + withSwitches(code, rest, outer.end, end);
}
