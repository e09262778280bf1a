import { expect, test } from 'vitest';

const sources = import.meta.glob<string>('../src/**/*.{ts,tsx}', { query: '?raw', import: 'default', eager: true });
const paths = new Set(Object.keys(sources));

type Graph = Map<string, Set<string>>;

/** Resolves an import to a file of `src`; null for a package or an asset. */
function resolveImport(from: string, specifier: string): string | null {
  if (!specifier.startsWith('.')) return null;
  const path = `..${new URL(specifier, `file:///${from.replace('../', '')}`).pathname}`;
  return [path, `${path}.ts`, `${path}.tsx`].find((each) => paths.has(each)) ?? null;
}

/** The imports of each file, type imports included. */
const files: Graph = new Map(
  Object.entries(sources).map(([path, source]) => {
    const specifiers = [...source.matchAll(/(?:\bfrom |\bimport\()'([^']+)'/g)].map(([, specifier = '']) => specifier);
    return [path, new Set(specifiers.flatMap((specifier) => resolveImport(path, specifier) ?? []))];
  }),
);

const folderOf = (path: string): string => path.slice(0, path.lastIndexOf('/'));

function foldersBelow(root: string): Graph {
  const folders: Graph = new Map();
  for (const [path, imports] of files) {
    const folder = folderOf(path);
    if (!folder.startsWith(root)) continue;
    const targets = folders.get(folder) ?? new Set();
    for (const target of [...imports].map(folderOf)) if (target !== folder) targets.add(target);
    folders.set(folder, targets);
  }
  return folders;
}

/** Repeatedly removes nodes without remaining imports. The nodes that remain are on a cycle or lead to one. */
function nodesOnCycles(graph: Graph): string[] {
  const left = new Set(graph.keys());
  const isFree = (node: string) => ![...(graph.get(node) ?? [])].some((target) => left.has(target));
  for (let free = [...left].filter(isFree); free.length > 0; free = [...left].filter(isFree)) {
    for (const node of free) left.delete(node);
  }
  return [...left].toSorted();
}

test('a cycle is found', () => {
  const graph: Graph = new Map([
    ['a', new Set(['b'])],
    ['b', new Set(['c', 'a'])],
    ['c', new Set()],
  ]);
  expect(nodesOnCycles(graph)).toEqual(['a', 'b']);
  expect(files.size).toBeGreaterThan(500);
  expect([...files.values()].reduce((sum, imports) => sum + imports.size, 0)).toBeGreaterThan(2_000);
});

test('no files have circular imports', () => {
  expect(nodesOnCycles(files)).toEqual([]);
});

test.each(['shared', 'clients', 'db', 'domain', 'runtime', 'http', 'pages'])(
  'no folders of src/%s have circular imports',
  (layer) => {
    expect(nodesOnCycles(foldersBelow(`../src/${layer}`))).toEqual([]);
  },
);
