ALTER TABLE `stores` ADD `shopify_previous_webhook_secret` text;--> statement-breakpoint
ALTER TABLE `stores` ADD `shopify_previous_webhook_secret_until` integer;--> statement-breakpoint
ALTER TABLE `stores` ADD `shopify_client_id` text;--> statement-breakpoint
ALTER TABLE `stores` ADD `shopify_client_secret` text;--> statement-breakpoint
ALTER TABLE `stores` ADD `shopify_access_token` text;--> statement-breakpoint
ALTER TABLE `stores` ADD `shopify_access_token_until` integer;--> statement-breakpoint
ALTER TABLE `stores` ADD `webhook_seen_at` integer;--> statement-breakpoint
ALTER TABLE `stores` ADD `webhook_refused_at` integer;