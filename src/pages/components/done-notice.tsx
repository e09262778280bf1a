/** Confirms what a form has done, by the `done` code in the URL; shows nothing for an unknown code. */
export function DoneNotice({ texts, code }: { texts: Record<string, string>; code: string | undefined }) {
  const text = Object.entries(texts).find(([each]) => each === code)?.[1];
  return text === undefined ? null : (
    <p class="notice good" role="status">
      {text}
    </p>
  );
}
