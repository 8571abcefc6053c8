"""What a model's own files say of where it comes from: signals, never a verdict from one."""
