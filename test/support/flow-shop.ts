import templates from '../../flows/templates.json';
import { newScene, type Scene } from './scene';
import { type Browser, signedInBrowser } from './signed-in-browser';
import { PRICES } from './tenant';

/** The prices of everything that the ready flows charge. */
export const FLOW_PRICES = { ...PRICES, 'message.service': '0.0300', 'message.marketing': '0.0900' };

/** Creates a scene whose number has all templates of the ready flows, and a signed-in browser. */
export async function flowShop(language: 'en' | 'it' = 'en'): Promise<{ scene: Scene; browser: Browser }> {
  const scene = await newScene({ price_list: FLOW_PRICES });
  await scene.configureMeta({ templates: templates.data });
  return { scene, browser: await signedInBrowser(scene, language) };
}

export const flowPage = (browser: Browser, key = 'cod-confirmation', query = '') =>
  browser.get(`/account/profile/flows/${key}${query}`);
