"""What the person who runs the bot sees of it: health, metrics, the doctor; and interactions over HTTP for those who run behind a load balancer."""
