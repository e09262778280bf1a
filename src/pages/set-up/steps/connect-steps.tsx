import type { Child } from 'hono/jsx';

/** The steps that connect a resource: in sight for the first one, folded for another. */
export const ConnectSteps = ({
  id,
  title,
  isFirst,
  isRefused,
  children,
}: {
  id: string;
  title: string;
  isFirst: boolean;
  /** One of the forms was rejected. */
  isRefused: boolean;
  children: Child;
}) =>
  isFirst ? (
    <>
      <h3>{title}</h3>
      {children}
    </>
  ) : (
    <details id={id} open={isRefused}>
      <summary>{title}</summary>
      {children}
    </details>
  );
