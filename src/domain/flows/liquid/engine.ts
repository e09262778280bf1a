import { ForTag, Liquid, type TagToken, type Template, tags } from 'liquidjs';
import { BoundedContext, BoundedEmitter } from './budget';
import { FILTERS } from './filters';

const ALLOWED_TAGS = ['if', 'unless', 'case', 'assign', 'capture', 'comment', 'break', 'continue'] as const;
export const BLOCK_TAGS = ['if', 'unless', 'case', 'for', 'capture', 'comment'];

const engine = new Liquid({ ownPropertyOnly: true, strictFilters: true });

const loopBodies = new WeakSet<Template[]>();

/** liquidjs's `for`, whose body is known to the renderer so that its rounds are counted. */
class CountedForTag extends ForTag {
  constructor(...args: ConstructorParameters<typeof ForTag>) {
    super(...args);
    loopBodies.add(this.templates);
  }
}

for (const name of Object.keys(engine.tags)) delete engine.tags[name];
for (const name of ALLOWED_TAGS) engine.registerTag(name, tags[name] as NonNullable<(typeof tags)[string]>);
engine.registerTag('for', CountedForTag);
for (const name of Object.keys(engine.filters)) delete engine.filters[name];
for (const [name, filter] of Object.entries(FILTERS)) engine.registerFilter(name, filter as never);

const render = engine.renderer.renderTemplates.bind(engine.renderer);
engine.renderer.renderTemplates = (templates, context, emitter) => {
  if (context instanceof BoundedContext && loopBodies.has(templates)) context.iterate();
  return render(templates, context, emitter ?? new BoundedEmitter());
};

export { engine, type TagToken };
