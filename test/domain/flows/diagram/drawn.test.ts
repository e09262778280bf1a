import { expect, test } from 'vitest';
import addressFlow from '../../../../flows/address-check.json';
import { buildDiagram } from '../../../../src/domain/flows/diagram/flow-diagram';
import { mermaidOf } from '../../../../src/domain/flows/diagram/mermaid';
import { svgOf, svgSize } from '../../../../src/domain/flows/diagram/svg';
import type { JsonObject } from '../../../../src/shared/json/json';
import codFlow from '../../../support/cod-flow.json';

/** Jumps back, a step that repeats itself, a long id, four labels on one line, a step that nothing reaches. */
const LOOPS = {
  name: 'Giri & "ritorni" <\'>',
  trigger: { on: 'order.created', when: "order.payment_method == 'cod' and order.total > 10" },
  steps: [
    { id: 'order', do: 'get_object', save_as: 'order', on_not_found: 'order', on_error: 'human' },
    {
      id: 'which',
      do: 'branch',
      cases: ['a', 'b', 'c', 'd'].map((name) => ({ when: `variables.${name}`, goto: 'human' })),
      otherwise: 'answer',
    },
    {
      id: 'answer',
      do: 'wait_for_reply',
      timeout: '1h',
      cases: [{ text: ['ancora'], goto: 'answer' }],
      otherwise: 'which',
      on_timeout: 'order',
    },
    { id: 'a-step-whose-id-is-longer-than-28', do: 'set', variables: { x: 1 } },
    { id: 'human', do: 'hand_over', note: 'x' },
    { id: 'done', do: 'end', outcome: 'ok' },
  ],
};
const counts = (...edges: [from: string | null, to: string, runs: number][]) =>
  edges.map(([from, to, runs]) => ({ from, to, runs }));
const of = (flow: object, ...rest: [Parameters<typeof buildDiagram>[1], 'en' | 'it']) =>
  buildDiagram(flow as unknown as JsonObject, ...rest);
const CASES = {
  'cod-confirmation.en': () => of(codFlow, null, 'en'),
  'address-check.it': () => of(addressFlow, null, 'it'),
  'loops.it': () => {
    const edges = counts([null, 'order', 7], ['order', 'which', 6], ['answer', 'answer', 2]);
    return of(LOOPS, { edges, runs: 7, more: false }, 'it');
  },
  'loops.en': () => of(LOOPS, { edges: [], runs: 1_000, more: true }, 'en'),
};

/** After a change that is meant, `vitest -u` writes the files anew. */
test.each(Object.entries(CASES))('%s is drawn as it was', async (name, draw) => {
  const diagram = draw();
  await expect(mermaidOf(diagram)).toMatchFileSnapshot(`./${name}.mmd`);
  const svg = svgOf(diagram);
  await expect(svg).toMatchFileSnapshot(`./${name}.svg`);
  const [, width, height] = /width="([\d.]+)" height="([\d.]+)"/.exec(svg) ?? [];
  expect(svgSize(diagram)).toEqual({ width: Math.ceil(Number(width)), height: Math.ceil(Number(height)) });
});

test('one run is counted in the singular', () => {
  const counted = (language: 'it' | 'en') => of(LOOPS, { edges: [], runs: 1, more: false }, language).counted;
  expect([counted('en'), counted('it')]).toEqual(['1 run in the last 30 days', '1 esecuzione negli ultimi 30 giorni']);
});
