import templates from '../../flows/templates.json';
import { newScene, type Scene } from './scene';
import { type Browser, signedInBrowser } from './signed-in-browser';
import { PRICES } from './tenant';

/** Prices of all that the ready flows do. */
export const FLOW_PRICES = { ...PRICES, 'message.service': '0.0300', 'message.marketing': '0.0900' };

/** A shop with all templates of the ready flows at its number, and a browser that is signed in for it. */
export async function flowShop(language: 'en' | 'it' = 'en'): Promise<{ scene: Scene; browser: Browser }> {
  const scene = await newScene({ price_list: FLOW_PRICES });
  await scene.configureMeta({ templates: templates.data });
  return { scene, browser: await signedInBrowser(scene, language) };
}

export const flowPage = (browser: Browser, key = 'cod-confirmation', query = '') =>
  browser.get(`/account/profile/flows/${key}${query}`);
