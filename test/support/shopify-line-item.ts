/** Returns a line item of an order in the stand-in of Shopify's Admin API. */
export const shopifyLineItem = (
  n: number,
  overrides: { quantity?: number; currentQuantity?: number; price?: string } = {},
) => ({
  id: `gid://shopify/LineItem/${n}`,
  sku: `S${n}`,
  title: 'Maglia',
  variantTitle: null,
  quantity: 1,
  price: '1.00',
  requiresShipping: true,
  ...overrides,
});
