/** Says what was done. */
export const Notice = ({ text }: { text: string }) => (
  <p class="notice good" role="status">
    {text}
  </p>
);
