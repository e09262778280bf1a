import { expect, test } from 'vitest';
import { compileLiquid } from '../../../src/domain/liquid/compile';
import { compileCondition } from '../../../src/domain/liquid/condition';
import { variablesOf } from '../../../src/domain/liquid/variables-of';

const reads = (text: string, compile = compileLiquid): string[] => {
  const compiled = compile(text);
  if (!compiled.ok) throw new Error(compiled.message);
  return variablesOf(compiled).map((path) => path.join('.'));
};

test('the variables of a template are listed once each', () => {
  expect(
    reads('Ciao {{ order.customer.first_name }}, {{ order.total | money: variables.currency }} {{ order.total }}'),
  ).toEqual(['order.customer.first_name', 'order.total', 'variables.currency']);
  expect(reads('{% if a %}{{ b }}{% elsif c %}{% else %}{{ d }}{% endif %}')).toEqual(['a', 'c', 'b', 'd']);
  expect(reads('{% case a %}{% when b, "x" %}{{ c }}{% endcase %}')).toEqual(['a', 'b', 'c']);
  expect(reads('no variable at all')).toEqual([]);
});

test('the variables of a condition are listed', () => {
  expect(reads("order.payment_method == 'cod' and variables.total > 50", compileCondition)).toEqual([
    'order.payment_method',
    'variables.total',
  ]);
});

test('variables that a template sets itself are not listed', () => {
  expect(reads('{% assign x = order.id %}{{ x }}{% capture y %}{{ z }}{% endcapture %}{{ y }}')).toEqual([
    'order.id',
    'z',
  ]);
  expect(reads('{% for i in order.items limit: n %}{{ i.name }} {{ forloop.index }}{% endfor %}')).toEqual([
    'order.items',
    'n',
  ]);
  expect(reads('{{ x }}{% assign x = 1 %}')).toEqual(['x']);
});

test('a path ends before a dynamic part, whose own variables are listed', () => {
  expect(reads('{{ order.items[0]["name"] }}')).toEqual(['order.items.0.name']);
  expect(reads('{{ labels[order.language].title }}')).toEqual(['labels', 'order.language']);
});
