import { Copyable } from '../../components/copyable';
import type { View } from '../../view/view';

/** A step that a person does at Meta or Shopify, with the page on which it is done, and what is to be pasted there. */
export type GuideStep = {
  title: string;
  lines: string[];
  paste?: { label: string; value: string };
  link: { href: string; label: string };
};

/** The steps by hand of a connection, of which one is unfolded at a time. */
export const Guide = ({
  view,
  id,
  steps,
  isOpen,
}: {
  view: View;
  id: string;
  steps: GuideStep[];
  /** Whether the first is unfolded. */
  isOpen: boolean;
}) => (
  <>
    {steps.map(({ title, lines, paste, link }, i) => (
      <details id={`${id}-${i + 1}`} name={id} class="guide" open={isOpen && i === 0}>
        <summary>
          {i + 1}. {title}
        </summary>
        <ul>
          {lines.map((line) => (
            <li>{line}</li>
          ))}
        </ul>
        {paste && <Copyable view={view} id={`${id}-paste-${i + 1}`} {...paste} />}
        <p>
          <a href={link.href} target="_blank" rel="noreferrer">
            {link.label}
          </a>
        </p>
      </details>
    ))}
  </>
);
