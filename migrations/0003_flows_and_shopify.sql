ALTER TABLE `events` ADD `delivery` text;--> statement-breakpoint
CREATE UNIQUE INDEX `events_delivery` ON `events` (`account_id`,`delivery`) WHERE "events"."delivery" is not null;--> statement-breakpoint
ALTER TABLE `orders` ADD `phone` text;--> statement-breakpoint
ALTER TABLE `orders` ADD `tags` text DEFAULT '[]' NOT NULL;--> statement-breakpoint
ALTER TABLE `orders` ADD `financial_status` text;--> statement-breakpoint
ALTER TABLE `orders` ADD `fulfillment_status` text;--> statement-breakpoint
ALTER TABLE `orders` ADD `details` text;--> statement-breakpoint
ALTER TABLE `orders` ADD `cancelled_at` integer;--> statement-breakpoint
ALTER TABLE `orders` ADD `placed_at` integer;--> statement-breakpoint
ALTER TABLE `orders` ADD `updated_at` integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE `orders` ADD `creation_seen_at` integer;--> statement-breakpoint
ALTER TABLE `orders` ADD `reconciled_up_to` integer;--> statement-breakpoint
ALTER TABLE `orders` ADD `raw_event_id` text;--> statement-breakpoint
ALTER TABLE `orders` ADD `raw_until` integer;--> statement-breakpoint
CREATE INDEX `orders_raw` ON `orders` (`raw_until`) WHERE "orders"."raw_until" is not null;--> statement-breakpoint
ALTER TABLE `requests` ADD `initial_variables` text;--> statement-breakpoint
ALTER TABLE `requests` ADD `waiting_for` text;--> statement-breakpoint
CREATE INDEX `requests_waiting` ON `requests` (`account_id`,`waiting_for`,`request_id`) WHERE "requests"."waiting_for" is not null;--> statement-breakpoint
ALTER TABLE `stores` ADD `shopify_previous_webhook_secret` text;--> statement-breakpoint
ALTER TABLE `stores` ADD `shopify_previous_webhook_secret_until` integer;--> statement-breakpoint
ALTER TABLE `stores` ADD `shopify_client_id` text;--> statement-breakpoint
ALTER TABLE `stores` ADD `shopify_client_secret` text;--> statement-breakpoint
ALTER TABLE `stores` ADD `shopify_access_token` text;--> statement-breakpoint
ALTER TABLE `stores` ADD `shopify_access_token_until` integer;--> statement-breakpoint
ALTER TABLE `stores` ADD `webhook_seen_at` integer;--> statement-breakpoint
ALTER TABLE `stores` ADD `webhook_refused_at` integer;--> statement-breakpoint
ALTER TABLE `stores` ADD `reconcile_at` integer;--> statement-breakpoint
ALTER TABLE `stores` ADD `reconciled_up_to` integer;--> statement-breakpoint
ALTER TABLE `stores` ADD `reconcile_cursor` text;--> statement-breakpoint
CREATE INDEX `stores_deleted` ON `stores` (`deleted_at`) WHERE "stores"."deleted_at" is not null;--> statement-breakpoint
CREATE INDEX `stores_reconcile` ON `stores` (`reconcile_at`) WHERE "stores"."kind" = 'shopify' and "stores"."deleted_at" is null;