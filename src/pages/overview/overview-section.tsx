import type { Child } from 'hono/jsx';

/** A section of the overview; `isCut` adds a note that the counts are incomplete. */
export const OverviewSection = ({
  id,
  texts,
  isCut,
  children,
}: {
  id: string;
  texts: { title: string; hint: string; more: string };
  isCut: boolean;
  children: Child;
}) => (
  <section id={id} aria-labelledby={`${id}-heading`}>
    <h2 id={`${id}-heading`}>{texts.title}</h2>
    <p class="hint">{texts.hint}</p>
    {isCut && <p class="notice warn">{texts.more}</p>}
    {children}
  </section>
);
