ALTER TABLE `accounts` ADD `cod_names` text DEFAULT '[]' NOT NULL;--> statement-breakpoint
ALTER TABLE `customer_aliases` ADD `named_by` text DEFAULT 'whatsapp' NOT NULL;--> statement-breakpoint
ALTER TABLE `messages` ADD `turn` integer;--> statement-breakpoint
ALTER TABLE `requests` ADD `turn` integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE `requests` ADD `answers_since` integer;--> statement-breakpoint
ALTER TABLE `stores` ADD `earlier_secrets` text;--> statement-breakpoint
INSERT OR IGNORE INTO `customer_aliases` (`account_id`, `alias`, `user_key`, `created_at`, `named_by`)
	SELECT DISTINCT `account_id`, `user_key`, lower(`user_key`), 0, 'merchant' FROM `requests`
	WHERE `user_key` GLOB '*@*' AND `user_key` GLOB '*[A-Z]*';--> statement-breakpoint
INSERT OR IGNORE INTO `customer_aliases` (`account_id`, `alias`, `user_key`, `created_at`, `named_by`)
	SELECT DISTINCT `account_id`, `user_key`, lower(`user_key`), 0, 'merchant' FROM `orders`
	WHERE `user_key` GLOB '*@*' AND `user_key` GLOB '*[A-Z]*';
