import {
  AssignTag,
  CaptureTag,
  CaseTag,
  type Context,
  type Emitter,
  evalToken,
  ForTag,
  Liquid,
  type Template,
  Tokenizer,
  tags,
  Value,
} from 'liquidjs';
import { numberOrDigits, parseDecimal } from '../../shared/numbers/decimal';
import { BoundedContext, BoundedEmitter, sizeOf } from './budget';
import { FILTERS } from './filters';
import { OPERATORS } from './operators';

const ALLOWED_TAGS = ['if', 'unless', 'comment', 'break', 'continue'] as const;

const engine = new Liquid({ ownPropertyOnly: true, strictFilters: true, operators: OPERATORS });

const loopBodies = new WeakSet<Template[]>();

/** liquidjs's `for`, which registers its body so that the renderer counts its iterations, and is charged for its list. */
class CountedForTag extends ForTag {
  constructor(...args: ConstructorParameters<typeof ForTag>) {
    super(...args);
    loopBodies.add(this.templates);
  }

  override *render(context: Context, emitter: Emitter): Generator<unknown, undefined | string, Template[]> {
    if (context instanceof BoundedContext) {
      context.budget.allocate(sizeOf(yield evalToken(this.collection, context)));
      context.currency.assign(this.variable);
    }
    return (yield* super.render(context, emitter)) ?? undefined;
  }
}

/** liquidjs's `case`, charged for the comparison of its value with each `when`. */
class CountedCaseTag extends CaseTag {
  override *render(context: Context, emitter: Emitter): Generator<unknown, void, unknown> {
    const whens = this.branches.reduce((sum, { values }) => sum + values.length, 0);
    if (context instanceof BoundedContext) context.budget.allocate(whens * sizeOf(yield this.value.value(context)));
    yield* super.render(context, emitter);
  }
}

/** liquidjs's `assign`, which remembers the currency of its value. */
class TracedAssignTag extends AssignTag {
  override *render(context: Context): Generator<unknown, void, unknown> {
    yield* super.render(context);
    const [variable] = this.localScope();
    if (context instanceof BoundedContext && variable) context.currency.assign(variable.content);
  }
}

/** liquidjs's `capture`, which remembers the currency of the amounts in its text. */
class TracedCaptureTag extends CaptureTag {
  override *render(context: Context): Generator<unknown, void, string> {
    if (!(context instanceof BoundedContext)) return yield* super.render(context);
    context.currency.assign(this.variable, yield* context.currency.within(super.render(context)));
  }
}

for (const name of Object.keys(engine.tags)) delete engine.tags[name];
for (const name of ALLOWED_TAGS) engine.registerTag(name, tags[name] as NonNullable<(typeof tags)[string]>);
engine.registerTag('for', CountedForTag);
engine.registerTag('case', CountedCaseTag);
engine.registerTag('assign', TracedAssignTag);
engine.registerTag('capture', TracedCaptureTag);
for (const name of Object.keys(engine.filters)) delete engine.filters[name];
for (const [name, filter] of Object.entries(FILTERS)) engine.registerFilter(name, filter as never);

const MAX_LITERAL = 100;
// oxlint-disable-next-line typescript/unbound-method
const readNumber = Tokenizer.prototype.readNumber;
/** Keeps every digit of a number in a template: one that a double cannot hold becomes a text. */
Tokenizer.prototype.readNumber = function (this: Tokenizer) {
  const token = readNumber.call(this);
  const text = token?.getText() ?? '';
  const decimal = text.length > MAX_LITERAL ? null : parseDecimal(text);
  if (token) Object.assign(token, { content: decimal ? numberOrDigits(decimal) : text });
  return token;
};

const valuesIn = new WeakMap<Template[], number>();

/** Counts the operands, operators and filters in the nodes of a block: liquidjs counts any node as one. */
function countValues(templates: Template[]): number {
  const known = valuesIn.get(templates);
  if (known !== undefined) return known;
  let count = 0;
  for (const template of templates) {
    for (const argument of template.arguments?.() ?? []) {
      if (!(argument instanceof Value)) count += 1;
      else for (const { args } of [{ args: argument.initial.postfix }, ...argument.filters]) count += 1 + args.length;
    }
  }
  valuesIn.set(templates, count);
  return count;
}

const render = engine.renderer.renderTemplates.bind(engine.renderer);
engine.renderer.renderTemplates = (templates, context, emitter) => {
  if (!(context instanceof BoundedContext)) return render(templates, context, emitter);
  if (loopBodies.has(templates)) context.budget.iterate();
  context.budget.evaluate(countValues(templates));
  return render(templates, context, emitter ?? new BoundedEmitter(context));
};

export { engine };
