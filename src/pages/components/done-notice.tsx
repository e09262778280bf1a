/** Confirms what a form has done, by the `done` code in the URL, wherever the page is scrolled to; shows nothing for an unknown code. */
export function DoneNotice({ texts, code }: { texts: Record<string, string>; code: string | undefined }) {
  const text = Object.entries(texts).find(([each]) => each === code)?.[1];
  return text === undefined ? null : (
    <p class="notice good toast" role="status">
      {text}
    </p>
  );
}
