import { appOfParts } from './http/app-of-parts';
import { newBaseApp } from './http/base-app';
import { dependencies } from './http/middleware/dependencies';
import { healthz } from './http/public/healthz';
import { root } from './http/public/root';
import { facebookWebhook } from './http/webhooks/facebook';
import { shipmentsWebhook } from './http/webhooks/shipments';
import { shopifyWebhook } from './http/webhooks/shopify';
import { PARTS } from './parts';

/** What every isolate evaluates at its start: the webhooks, and the answer to a path that is not there. */
const core = newBaseApp();
core.route('/', healthz);
core.route('/', root);
core.use(dependencies);
core.route('/', facebookWebhook);
core.route('/', shopifyWebhook);
core.route('/', shipmentsWebhook);

export const fetchHandler = appOfParts(core, PARTS);
