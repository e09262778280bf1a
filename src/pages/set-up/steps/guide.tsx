/** A step that a person does at Meta or Shopify, with the page on which it is done. */
export type GuideStep = { title: string; lines: string[]; link: { href: string; label: string } };

/** The steps by hand of a connection, one unfolded at a time; `first` of them is numbered 1. */
export const Guide = ({ id, steps, isOpen }: { id: string; steps: GuideStep[]; isOpen: boolean }) => (
  <>
    {steps.map(({ title, lines, link }, i) => (
      <details id={`${id}-${i + 1}`} name={id} class="guide" open={isOpen && i === 0}>
        <summary>
          {i + 1}. {title}
        </summary>
        <ul>
          {lines.map((line) => (
            <li>{line}</li>
          ))}
        </ul>
        <p>
          <a href={link.href} target="_blank" rel="noreferrer">
            {link.label}
          </a>
        </p>
      </details>
    ))}
  </>
);
