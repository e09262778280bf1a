/** Says what a form has done, by the code that its answer has put into the address; nothing for a code that is none. */
export function DoneNotice({ texts, code }: { texts: Record<string, string>; code: string | undefined }) {
  const text = Object.entries(texts).find(([each]) => each === code)?.[1];
  return text === undefined ? null : (
    <p class="notice good" role="status">
      {text}
    </p>
  );
}
