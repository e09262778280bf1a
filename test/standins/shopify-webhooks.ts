import { type GraphQLSchema, isEnumType } from 'graphql';
import { pageConnection } from './shopify-orders.ts';

export type ShopWebhook = {
  id: string;
  topic: string;
  uri: string;
  format: string;
  filter: string;
  includeFields: string[];
  apiVersion: { handle: string };
};
type Shop = { webhooks: ShopWebhook[]; scopes: string[]; webhookVersion: string };

const userError = (field: string, message: string) => ({ field: ['webhookSubscription', field], message });
const refused = (field: string, message: string) => ({
  webhookSubscription: null,
  userErrors: [userError(field, message)],
});

/** Parses the scopes of "Requires at least one of the following scopes: read_orders, …." in the description of a topic. */
function scopesOf(schema: GraphQLSchema, topic: string): string[] {
  const type = schema.getType('WebhookSubscriptionTopic');
  const description = (isEnumType(type) && type.getValue(topic)?.description) || '';
  return [...(/Requires [^]*$/.exec(description)?.[0] ?? '').matchAll(/\bread_\w+/g)].map(([scope]) => scope);
}

let lastId = 1_000_000_000_000;

/** Returns the queries and mutations of one app's webhook subscriptions. */
export function shopifyWebhooks(shop: Shop, schema: GraphQLSchema) {
  const isTaken = (topic: string, uri: string, id: string | null): boolean =>
    shop.webhooks.some((each) => each.topic === topic && each.uri === uri && each.id !== id);
  return {
    webhookSubscriptions: ({ topics, uri, ...page }: any) => {
      const found = shop.webhooks.filter(
        (each) => (!topics || topics.includes(each.topic)) && (uri === undefined || each.uri === uri),
      );
      return pageConnection(found, ({ id }) => id, page);
    },
    webhookSubscriptionCreate: ({ topic, webhookSubscription: input }: any) => {
      const needed = scopesOf(schema, topic);
      const has = needed.some((scope) => shop.scopes.some((each) => each.replace(/^write_/, 'read_') === scope));
      if (needed.length > 0 && !has)
        return refused('topic', 'You cannot create a webhook subscription with the specified topic');
      if (!/^https?:\/\//.test(input.uri ?? '')) return refused('callbackUrl', 'Address is invalid');
      if (isTaken(topic, input.uri, null)) {
        return refused('callbackUrl', 'Address for this topic has already been taken');
      }
      lastId += 1;
      const made: ShopWebhook = {
        id: `gid://shopify/WebhookSubscription/${lastId}`,
        topic,
        uri: input.uri,
        format: input.format ?? 'JSON',
        filter: input.filter ?? '',
        includeFields: input.includeFields ?? [],
        apiVersion: { handle: shop.webhookVersion },
      };
      shop.webhooks.push(made);
      return { webhookSubscription: made, userErrors: [] };
    },
    webhookSubscriptionUpdate: ({ id, webhookSubscription: input }: any) => {
      const found = shop.webhooks.find((each) => each.id === id);
      if (!found) return refused('id', 'Webhook subscription does not exist');
      if (isTaken(found.topic, input.uri ?? found.uri, id)) {
        return refused('callbackUrl', 'Address for this topic has already been taken');
      }
      Object.assign(found, input);
      return { webhookSubscription: found, userErrors: [] };
    },
    webhookSubscriptionDelete: ({ id }: any) => {
      const isHere = shop.webhooks.some((each) => each.id === id);
      shop.webhooks = shop.webhooks.filter((each) => each.id !== id);
      return isHere
        ? { deletedWebhookSubscriptionId: id, userErrors: [] }
        : {
            deletedWebhookSubscriptionId: null,
            userErrors: [{ field: ['id'], message: 'Webhook subscription does not exist' }],
          };
    },
  };
}
