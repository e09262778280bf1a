import type { View } from '../view/view';

const guideTexts = { it: 'Leggi la guida', en: 'Read the guide' };

/** A link to a guide of docs/it or docs/en, which scripts/build-guides.js has made a page of. */
export const GuideLink = ({ view, name }: { view: View; name: 'whatsapp' | 'shopify' | 'flows' | 'conversations' }) => (
  <p class="hint">
    <a href={`/guides/${view.language}/${name}`}>{guideTexts[view.language]}</a>
  </p>
);
