/** A line item as the stand-in of Shopify's Admin API keeps it, for an order of a test. */
export const shopifyLineItem = (
  n: number,
  told: { quantity?: number; currentQuantity?: number; price?: string } = {},
) => ({
  id: `gid://shopify/LineItem/${n}`,
  sku: `S${n}`,
  title: 'Maglia',
  variantTitle: null,
  quantity: 1,
  price: '1.00',
  requiresShipping: true,
  ...told,
});
