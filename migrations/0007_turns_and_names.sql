ALTER TABLE `accounts` ADD `cod_names` text DEFAULT '[]' NOT NULL;--> statement-breakpoint
ALTER TABLE `messages` ADD `turn` integer;--> statement-breakpoint
ALTER TABLE `requests` ADD `turn` integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE `requests` ADD `answers_since` integer;--> statement-breakpoint
ALTER TABLE `stores` ADD `earlier_secrets` text;