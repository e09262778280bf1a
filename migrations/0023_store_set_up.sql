ALTER TABLE `stores` ADD `hand_made_seen_at` integer;--> statement-breakpoint
ALTER TABLE `stores` ADD `set_up` text;