import { z } from 'zod';
import { objectsIn, textOrEmpty } from '../../../shared/json/read-json';
import type { Deps } from '../../ports';
import type { ReadyTemplate } from './ready-templates';

const Library = z.looseObject({
  data: z.array(
    z.looseObject({ name: z.string(), language: z.string(), category: z.string().optional(), body: z.string() }),
  ),
});

const isPlain = ({ components }: ReadyTemplate): boolean =>
  components.every(({ type }) => textOrEmpty(type).toUpperCase() === 'BODY');

const normalize = (text: string): string => text.replaceAll(/\s+/g, ' ').trim().toLowerCase();

/**
 * Returns the name of a template of Meta's library with the same text, which Meta approves at once; null if there is none. Another
 * text would fill the parameters with something else, so it does not fit, however near it is.
 */
export async function findLibraryTemplate(
  { whatsapp }: Pick<Deps, 'whatsapp'>,
  accessToken: string,
  ready: ReadyTemplate,
): Promise<string | null> {
  if (ready.category !== 'UTILITY' || !isPlain(ready)) return null;
  const [body] = objectsIn(ready.components);
  const query = new URLSearchParams({
    language: ready.language,
    topic: 'ORDER_MANAGEMENT',
    search: ready.name.split('_').join(' '),
  });
  const answer = await whatsapp.graph({ path: `message_template_library?${query.toString()}`, accessToken });
  const listed = answer.kind === 'ok' ? (Library.safeParse(answer.body).data?.data ?? []) : [];
  const text = normalize(textOrEmpty(body?.text));
  return listed.find((each) => each.language === ready.language && normalize(each.body) === text)?.name ?? null;
}
