using Workbench.Interactive;

return InteractiveProgram.Run(args);
